import { objectsOf, workloadOf } from "../../../tools/examples/examples.ts";
import type { RawObject } from "../../../webhook/src/core/raw-object.ts";
import { WAIT_FOR_END } from "./app.ts";
import { APP_IMAGE } from "./images.ts";

export interface ExamplePlaces {
  readonly namespace: string;
  /** Folders of the node, by what the example has in their place: a hostPath, or the path of an NFS export. */
  readonly folders: Readonly<Record<string, string>>;
}

export interface PlacedExample {
  /** In its order, as `kubectl apply` takes it. */
  readonly list: object;
  /** The name of its workload, which is a Deployment. */
  readonly deployment: string;
  /** Names of its PersistentVolumes, which belong to no namespace. */
  readonly volumes: readonly string[];
}

// oxlint-disable-next-line typescript/no-explicit-any -- objects of the API, in tests alone
type Manifest = any;

/** An example for the node of the tests: with another image, other folders and another namespace, and else as it is. */
export function placeExample(file: string, { namespace, folders }: ExamplePlaces): PlacedExample {
  const objects = objectsOf(file);
  const folder = (path: string): string => {
    const found = folders[path];
    if (found === undefined) throw new Error(`${file} has ${path}, and the test no folder for it`);
    return found;
  };
  const own = (name: string) => `${namespace}-${name}`;
  const items = objects.map((object) => placeObject(structuredClone(object), { namespace, folder, own }));
  return {
    list: { apiVersion: "v1", kind: "List", items },
    deployment: String(workloadOf(objects).metadata?.name),
    volumes: items.filter(({ kind }) => kind === "PersistentVolume").map(({ metadata }) => metadata.name),
  };
}

interface Placing {
  readonly namespace: string;
  readonly folder: (path: string) => string;
  /** A name of this test's own. */
  readonly own: (name: string) => string;
}

function placeObject(object: RawObject, { namespace, folder, own }: Placing): Manifest {
  const { metadata, spec, ...rest }: Manifest = object;
  switch (rest.kind) {
    case "PersistentVolume": {
      // In place of the server there is a folder, and nothing to mount it with.
      const { nfs, mountOptions: _, ...others } = spec;
      return {
        ...rest,
        metadata: { ...metadata, name: own(metadata.name) },
        spec: { ...others, hostPath: { path: folder(nfs.path) } },
      };
    }
    case "PersistentVolumeClaim":
      return { ...rest, metadata: { ...metadata, namespace }, spec: { ...spec, volumeName: own(spec.volumeName) } };
    case "Deployment":
      placePod(spec.template.spec, folder);
  }
  return { ...rest, metadata: { ...metadata, namespace }, spec };
}

function placePod(pod: Manifest, folder: (path: string) => string): void {
  delete pod.nodeSelector;
  pod.terminationGracePeriodSeconds = 5;
  for (const container of pod.containers) {
    Object.assign(container, { image: APP_IMAGE, imagePullPolicy: "Never", command: ["sh", "-c", WAIT_FOR_END] });
  }
  for (const { hostPath } of pod.volumes) if (hostPath) hostPath.path = folder(hostPath.path);
}
