const FACTORS: Readonly<Record<string, number>> = {
  n: 1e-9,
  u: 1e-6,
  m: 1e-3,
  "": 1,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  P: 1e15,
  E: 1e18,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  Ti: 2 ** 40,
  Pi: 2 ** 50,
  Ei: 2 ** 60,
};

/** A quantity of Kubernetes as a number, exact enough to compare; undefined where it is none. */
export function parseQuantity(quantity: string | number | undefined | null): number | undefined {
  if (typeof quantity === "number") return quantity;
  const [, number, exponent, suffix] =
    /^\+?(\d+(?:\.\d*)?|\.\d+)(?:[eE]([+-]?\d{1,3})|([numkMGTPE]|[KMGTPE]i)?)$/.exec(quantity ?? "") ?? [];
  if (number === undefined) return undefined;
  return Number(number) * (exponent === undefined ? (FACTORS[suffix ?? ""] ?? 1) : 10 ** Number(exponent));
}

/** Rounded up, in the unit that is usual for the resource. */
export function formatQuantity(resource: string, amount: number): string {
  return resource === "cpu" ? `${Math.ceil(amount * 1000 - 1e-6)}m` : String(Math.ceil(amount - 1e-6));
}
