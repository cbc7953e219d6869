import { type Static, Type } from "typebox";

const UNITS = Type.Union([
  Type.Literal("ms"),
  Type.Literal("MB"),
  Type.Literal("KiB"),
  Type.Literal("count"),
  Type.Literal("per second"),
  Type.Literal("instructions"),
  Type.Literal("percent"),
  Type.Literal("ratio"),
]);

const text = (description: string) => Type.String({ description });
const number = (description: string) => Type.Number({ description });
const closed = { additionalProperties: false };

const figure = Type.Object(
  {
    name: text("What was measured, with the size of it."),
    value: number("How much, in the unit."),
    unit: UNITS,
    baseline: Type.Optional(
      Type.Object({ name: text("What was measured beside it, in turns."), value: number("In the same unit.") }, closed),
    ),
    ratio: Type.Optional(number("The value divided by that of the baseline.")),
    budget: Type.Optional(
      Type.Object(
        {
          of: Type.Union([Type.Literal("value"), Type.Literal("ratio")]),
          atMost: number("What is promised, in the unit, or times the baseline."),
          met: Type.Boolean({ description: "Whether that was kept in this run." }),
        },
        closed,
      ),
    ),
    note: Type.Optional(text("What a reader must know to understand the number.")),
    point: Type.Optional(
      Type.Object(
        { series: text("The curve."), of: text("What grows along it."), x: number("How far along.") },
        { ...closed, description: "Where the figure is one point of a curve." },
      ),
    ),
  },
  closed,
);

const suite = Type.Object(
  {
    name: text("As it is called on the command line."),
    about: text("What it measures."),
    missing: Type.Optional(text("Why it could not run on this machine.")),
    failed: Type.Optional(text("What broke; the figures are those from before that.")),
    seconds: Type.Optional(number("How long it took.")),
    figures: Type.Array(figure),
  },
  closed,
);

/** What `--json FILE` writes, and what the plots are made of. Keys are only ever added. */
export const BENCH_DOCUMENT = Type.Object(
  {
    machine: Type.Object(
      {
        cpu: text("Model of the processor."),
        cores: number("How many processors there are for a process."),
        memoryGb: number("Memory of the machine, in 1024³ bytes."),
        kernel: text("Name and release of the kernel."),
      },
      closed,
    ),
    versions: Type.Record(Type.String(), Type.String(), { description: "What was measured, and what measured it." }),
    quick: Type.Boolean({ description: "A short run: it shows that everything works, and is not to be quoted." }),
    suites: Type.Array(suite),
  },
  closed,
);

export type BenchDocument = Static<typeof BENCH_DOCUMENT>;
export type SuiteReport = Static<typeof suite>;
export type FigureReport = Static<typeof figure>;
