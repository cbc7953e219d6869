import type { Finding } from "../decision.ts";
import type { RawPod } from "../raw-object.ts";

interface Mesh {
  readonly name: string;
  readonly proxies: readonly string[];
  readonly marks: Readonly<Record<string, readonly string[]>>;
  /** The annotation that keeps a port out of the mesh. */
  readonly exclusion: string;
}

const MESHES: readonly Mesh[] = [
  {
    name: "Istio",
    proxies: ["istio-proxy"],
    marks: { "sidecar.istio.io/inject": ["true"], "istio.io/rev": [] },
    exclusion: "traffic.sidecar.istio.io/excludeInboundPorts",
  },
  {
    name: "Linkerd",
    proxies: ["linkerd-proxy"],
    marks: { "linkerd.io/inject": ["enabled", "ingress"] },
    exclusion: "config.linkerd.io/skip-inbound-ports",
  },
  {
    name: "Kuma",
    proxies: ["kuma-sidecar"],
    marks: { "kuma.io/sidecar-injection": ["enabled", "true"] },
    exclusion: "traffic.kuma.io/exclude-inbound-ports",
  },
];

/** A mesh sends the kubelet's probes through its proxy, which may answer in the monitor's place or ask for a certificate. */
export function meshWarning(pod: RawPod, port: number): Finding | undefined {
  const mesh = MESHES.find((candidate) => belongsTo(pod, candidate));
  if (mesh === undefined) return undefined;
  const excluded = (pod.metadata?.annotations?.[mesh.exclusion] ?? "").split(",").some((item) => covers(item, port));
  if (excluded) return undefined;
  return {
    code: "mesh-answers-probes",
    sentence: `${mesh.name} may answer or refuse probes of the monitor; set ${mesh.exclusion}: "${port}"`,
  };
}

function covers(item: string, port: number): boolean {
  const [from, to] = item.trim().split("-").map(Number);
  return from !== undefined && from <= port && port <= (to ?? from);
}

function belongsTo(pod: RawPod, { proxies, marks }: Mesh): boolean {
  const containers = [...(pod.spec?.containers ?? []), ...(pod.spec?.initContainers ?? [])];
  if (containers.some(({ name }) => proxies.includes(name))) return true;
  return [pod.metadata?.labels, pod.metadata?.annotations].some((record) =>
    Object.entries(marks).some(([key, values]) => {
      const value = record?.[key];
      return value !== undefined && (values.length === 0 || values.includes(value));
    }),
  );
}
