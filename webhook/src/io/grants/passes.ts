/** When to pass by again. */
export interface Rest {
  /** Even if nothing calls for it; undefined: only then. */
  readonly ms?: number;
  /** Not before that time, whatever calls. */
  readonly deaf?: boolean;
}

/** Sees to many keys, each by itself: at most one pass of a key at a time, and after every call one more. */
export interface Passes {
  /** Calls for a pass so much later, or earlier where it was called for already. */
  call(key: string, afterMs: number): void;
  /** Whoever is deaf hears again. */
  rouse(): void;
  close(): void;
}

export interface PassSettings {
  /** What it throws is a bug, and the caller's to see to. */
  readonly pass: (key: string) => Promise<Rest>;
  /** Of a group one key at a time has its pass, so that none can hold up the others. */
  readonly groupOf: (key: string) => string;
  /** Passes at a time. */
  readonly atOnce: number;
}

interface Turn {
  timer: NodeJS.Timeout | undefined;
  /** Of the timer, by the steady clock. */
  dueMs: number;
  deafUntilMs: number;
  /** While it passed: it will not be deaf after that. */
  roused: boolean;
  state: "resting" | "queued" | "passing";
}

export function createPasses({ pass, groupOf, atOnce }: PassSettings): Passes {
  const turns = new Map<string, Turn>();
  const queue = new Set<string>();
  const busy = new Set<string>();
  let passing = 0;
  let closed = false;

  const arm = (key: string, turn: Turn, dueMs: number) => {
    if (turn.state === "queued" || turn.dueMs <= dueMs) return;
    clearTimeout(turn.timer);
    turn.dueMs = dueMs;
    // While it passes, it is noted alone.
    if (turn.state === "passing") return;
    turn.timer = setTimeout(() => enqueue(key, turn), Math.max(0, dueMs - performance.now()));
    // Whoever waits does not keep the process from ending.
    turn.timer.unref();
  };
  const enqueue = (key: string, turn: Turn) => {
    clearTimeout(turn.timer);
    turn.dueMs = Infinity;
    turn.state = "queued";
    queue.add(key);
    pump();
  };
  const pump = () => {
    for (const key of queue) {
      if (passing >= atOnce || closed) return;
      const turn = turns.get(key);
      if (turn === undefined || busy.has(groupOf(key))) continue;
      queue.delete(key);
      void run(key, turn);
    }
  };
  const run = async (key: string, turn: Turn) => {
    const group = groupOf(key);
    turn.state = "passing";
    turn.deafUntilMs = 0;
    turn.roused = false;
    busy.add(group);
    passing++;
    const { ms, deaf: wantsToBe = false } = await pass(key);
    const deaf = wantsToBe && !turn.roused;
    passing--;
    busy.delete(group);
    turn.state = "resting";
    const called = turn.dueMs;
    turn.dueMs = Infinity;
    const restMs = performance.now() + (ms ?? Infinity);
    if (deaf) turn.deafUntilMs = restMs;
    const dueMs = deaf ? restMs : Math.min(called, restMs);
    if (closed) return;
    if (dueMs === Infinity) turns.delete(key);
    else arm(key, turn, dueMs);
    pump();
  };
  return {
    call(key, afterMs) {
      if (closed) return;
      const turn = turns.get(key) ?? {
        timer: undefined,
        dueMs: Infinity,
        deafUntilMs: 0,
        roused: false,
        state: "resting",
      };
      turns.set(key, turn);
      arm(key, turn, Math.max(performance.now() + afterMs, turn.deafUntilMs));
    },
    rouse() {
      for (const [key, turn] of turns) {
        turn.roused = true;
        if (turn.deafUntilMs === 0) continue;
        turn.deafUntilMs = 0;
        arm(key, turn, performance.now());
      }
    },
    close() {
      closed = true;
      for (const { timer } of turns.values()) clearTimeout(timer);
    },
  };
}
