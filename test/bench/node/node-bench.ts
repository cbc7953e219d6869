import { openPlainFolder, type PlainFolder } from "../../cluster/support/plain-folder.ts";
import { openScene, type Scene } from "../../cluster/support/scene.ts";
import { quantile } from "../process-figures.ts";
import type { Figure, Unit } from "../report/figure.ts";
import type { SuiteOptions } from "../report/suite.ts";
import { type MarkedApps, openMarkedApps } from "./marked-app.ts";

export const PATH = "/mnt/media";

/** What the parts of the suite share: a namespace, apps that leave marks, and folders on the node. */
export interface NodeBench extends SuiteOptions {
  readonly scene: Scene;
  readonly apps: MarkedApps;
  readonly rounds: number;
  readonly newFolder: () => PlainFolder;
}

/** What has to be undone ends with the suite; what a test is told nobody is told here. */
export interface NodeScope {
  after(end: () => unknown): void;
  readonly diagnostic: () => void;
  readonly passed: boolean;
}

export async function openNodeBench(scope: NodeScope, options: SuiteOptions): Promise<NodeBench> {
  return {
    ...options,
    scene: await openScene(scope),
    apps: openMarkedApps(scope),
    rounds: options.quick ? 2 : 10,
    newFolder: () => openPlainFolder(scope),
  };
}

/** The median, with the most in the note. */
export function tellMedian(
  { tell }: SuiteOptions,
  name: string,
  values: readonly number[],
  more: Partial<Figure> = {},
  unit: Unit = "ms",
): void {
  const note = `${name}: of ${values.length} the most was ${Math.round(quantile(values, 1))} ${unit}${more.note ? `; ${more.note}` : ""}`;
  tell({ name: `${name}, median`, value: quantile(values, 0.5), unit, ...more, note });
}
