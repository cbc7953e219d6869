const CODES = { bold: "1", red: "31", green: "32", yellow: "33", cyan: "36", dim: "2" } as const;

export type Paint = (text: string, colour: keyof typeof CODES) => string;

export function painter(colour: boolean): Paint {
  return (text, name) => (colour && text !== "" ? `\u001B[${CODES[name]}m${text}\u001B[0m` : text);
}
