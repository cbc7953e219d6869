/** Steps that people count in. */
const STEPS = [1, 2, 2.5, 5, 10];

/** From zero to at least `max`, in round steps: about as many as were asked for. */
export function ticksTo(max: number, about: number): readonly number[] {
  if (!(max > 0)) return [0, 1];
  const rough = max / about;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = (STEPS.find((step) => step * power >= rough * (1 - 1e-9)) ?? 10) * power;
  const count = Math.ceil(max / step - 1e-9);
  // Without what adding up fractions leaves behind.
  return Array.from({ length: count + 1 }, (_, index) => Number((index * step).toPrecision(12)));
}

/** With thousands apart; as many digits as the step has. */
export function tickText(value: number): string {
  const [whole = "", fraction] = String(value).split(".");
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ",");
  return fraction === undefined ? grouped : `${grouped}.${fraction}`;
}
