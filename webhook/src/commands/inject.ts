import type { OptionValues } from "@mount-monitor/process";
import type { Environment } from "../environment.ts";
export function runInject(_f: readonly string[], _v: OptionValues, _e: Environment): void {}
