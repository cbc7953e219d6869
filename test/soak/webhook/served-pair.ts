import { type ControlPlane } from "../../control-plane/support/control-plane.ts";
import type { ServedReplica } from "../../control-plane/support/served-replica.ts";
import { openServingScene, selfSigned, type ServingScene } from "../../control-plane/support/serving-scene.ts";

/** Weeks in minutes; an API server that is restarted comes back within the third of a leaf's life that is left then. */
const ROTATIONS = selfSigned({ caLifeMs: 180_000, leafLifeMs: 60_000, propagationMs: 2_000, clockSkewMs: 500 });

/** Two replicas of the webhook behind one address. */
export interface ServedPair {
  readonly scene: ServingScene;
  readonly replicas: readonly ServedReplica[];
  /** Resolves once the Service knows. */
  kill(index: 0 | 1): Promise<void>;
  terminate(index: 0 | 1): Promise<void>;
  /** Another in its place, once it is ready. */
  start(index: 0 | 1): Promise<void>;
  close(): Promise<void>;
}

export async function startServedPair(plane: ControlPlane): Promise<ServedPair> {
  const scene = await openServingScene(plane, "soak");
  const start = () => scene.startReplica({ certificates: ROTATIONS });
  try {
    const replicas = await Promise.all([start(), start()]);
    await scene.ready(...replicas);
    return {
      scene,
      replicas,
      kill: async (index) => replicas[index]?.kill(),
      terminate: async (index) => replicas[index]?.terminate(),
      async start(index) {
        const replica = await start();
        replicas[index] = replica;
        await scene.ready(replica);
      },
      close: () => scene.close(),
    };
  } catch (error) {
    await scene.close();
    throw error;
  }
}
