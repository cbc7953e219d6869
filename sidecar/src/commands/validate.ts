import { encodeMonitorConfig } from "@mount-monitor/contract";
import { type OptionValues, print } from "@mount-monitor/process";
import type { Environment } from "../environment.ts";
import { loadConfig } from "../io/config/load-config.ts";
import { usageError } from "./usage-error.ts";

/** Checks a configuration and prints it with every default filled in. */
export async function runValidate(values: OptionValues, env: Environment): Promise<void> {
  const loaded = loadConfig(values, env.inlineConfig);
  if (!loaded.ok) return usageError(loaded.errors);
  for (const warning of loaded.warnings) console.error(`mount-monitor: ${warning}`);
  await print(JSON.stringify(encodeMonitorConfig(loaded.config), null, 2));
}
