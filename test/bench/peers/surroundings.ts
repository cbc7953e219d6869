import path from "node:path";

/** What a peer is given by the bench; see `startPeer`. */
export interface Surroundings {
  readonly port: number;
  readonly certFile: string;
  readonly keyFile: string;
  readonly tlsFolder: string;
  readonly folder: string;
}

export function readSurroundings(env: Readonly<Record<string, string | undefined>>): Surroundings {
  const given = (name: string): string => {
    const value = env[name];
    if (!value) throw new Error(`failed to start: there is no ${name}; a peer is started by the bench, with --peer`);
    return value;
  };
  const tlsFolder = given("PEER_TLS_DIR");
  return {
    port: Number(given("PEER_PORT")),
    tlsFolder,
    certFile: path.join(tlsFolder, "tls.crt"),
    keyFile: path.join(tlsFolder, "tls.key"),
    folder: given("PEER_DIR"),
  };
}
