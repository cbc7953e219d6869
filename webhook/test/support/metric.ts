/** What `/metrics` has under that name without labels; not a number where it has none. */
export async function metric(httpPort: number, name: string): Promise<number> {
  const text = await (await fetch(`http://127.0.0.1:${httpPort}/metrics`)).text();
  return Number(new RegExp(`^mount_monitor_webhook_${name} (.*)$`, "m").exec(text)?.[1]);
}
