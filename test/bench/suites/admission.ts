import { missingControlPlane } from "../../control-plane/support/assets.ts";
import { type ControlPlane, startControlPlane } from "../../control-plane/support/control-plane.ts";
import { figuresOf } from "../admission/figures.ts";
import { BYSTANDERS, type Injector, startOther, startOurs } from "../admission/injectors.ts";
import { type Extent, measureInTurns } from "../admission/measure.ts";
import type { Suite, SuiteOptions } from "../report/suite.ts";

const WHOLE: Extent = { rounds: 3, blocks: 8, creates: 40, clients: [1, 8] };
const QUICK: Extent = { rounds: 1, blocks: 1, creates: 40, clients: [1, 8] };

/** Dry-run creates of one pod: with nobody to ask, with somebody who need not be asked, and with somebody who injects. */
export const admission: Suite = {
  name: "admission",
  about: "creates of pods through a real API server, beside other injectors where --peer names some",
  missing: missingControlPlane,
  async run(options) {
    const plane = await startControlPlane();
    try {
      await runOn(plane, options);
    } finally {
      await plane.stop();
    }
  },
};

async function runOn(plane: ControlPlane, { tell, progress, quick, peers }: SuiteOptions): Promise<void> {
  const { gitVersion } = (await plane.admin.expect("/version")) as { readonly gitVersion: string };
  await plane.createNamespace(BYSTANDERS);
  const injectors: Injector[] = [];
  try {
    injectors.push(await startOurs(plane));
    for (const [index, command] of peers.entries()) {
      progress(`starting ${command}`);
      injectors.push(await startOther(plane, command, index + 1));
    }
    const extent = quick ? QUICK : WHOLE;
    const result = await measureInTurns(plane, injectors, extent, progress);
    for (const figure of figuresOf(result, extent, gitVersion)) tell(figure);
  } finally {
    for (const injector of injectors) await injector.stop();
  }
}
