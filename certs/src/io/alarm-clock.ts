/** Sleeps until a time has passed or somebody wakes it; who is woken while awake, or deaf, sleeps not at all the next time. */
export interface AlarmClock {
  sleep(pause: Pause): Promise<void>;
  wake(): void;
}

export interface Pause {
  readonly ms: number;
  /** Not to be woken before. */
  readonly deaf?: boolean;
}

export function createAlarmClock(): AlarmClock {
  let woken = false;
  let wakeUp: (() => void) | undefined;
  return {
    sleep({ ms, deaf = false }) {
      return new Promise((resolve) => {
        const end = () => {
          clearTimeout(timer);
          wakeUp = undefined;
          resolve();
        };
        const timer = setTimeout(end, woken && !deaf ? 0 : ms);
        // Whoever sleeps does not keep the process from ending.
        timer.unref();
        if (!deaf) {
          woken = false;
          wakeUp = end;
        }
      });
    },
    wake() {
      if (wakeUp === undefined) woken = true;
      else wakeUp();
    },
  };
}
