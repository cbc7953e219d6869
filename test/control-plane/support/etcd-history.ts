/**
 * Has etcd forget all that is not the state of now, as every API server does every five minutes. Whoever watches on from
 * earlier than that is told that the version is too old, unless the API server remembers by itself.
 */
export async function forgetHistory(etcdUrl: string): Promise<void> {
  const ask = async (what: string, body: object): Promise<{ header?: { revision?: string } }> => {
    const reply = await fetch(`${etcdUrl}/v3/kv/${what}`, { method: "POST", body: JSON.stringify(body) });
    if (!reply.ok) throw new Error(`etcd: ${what}: ${reply.status} ${await reply.text()}`);
    return (await reply.json()) as { header?: { revision?: string } };
  };
  const { header } = await ask("range", { key: Buffer.from("/").toString("base64"), limit: "1" });
  await ask("compaction", { revision: header?.revision, physical: true });
}
