import type { FigureReport } from "./document.ts";
import type { Figure } from "./figure.ts";
import { judgeFigure, ratioOf } from "./judge-figure.ts";

/** A figure with what follows from it, so that no reader of the document has to calculate. */
export function figureReport(figure: Figure): FigureReport {
  const { budget, ...rest } = figure;
  const ratio = ratioOf(figure);
  return {
    ...rest,
    ...(ratio === undefined ? {} : { ratio }),
    ...(budget === undefined ? {} : { budget: { ...budget, met: judgeFigure(figure) === "met" } }),
  };
}
