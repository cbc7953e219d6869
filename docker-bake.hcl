// docker buildx bake             both images, for this machine, into the local store
// docker buildx bake release     both images, amd64 and arm64, with SBOM and provenance, pushed
//
// The bundles must be there: npm run build. `make images` does both.

variable "IMAGE_PREFIX" {
  description = "Registry and folder of the images, without a slash at the end."
  default     = "ghcr.io/mount-monitor"
}

variable "VERSION" {
  description = "Tag of the images."
  default     = "dev"
}

variable "COMMIT" {
  description = "Commit that is built."
  default     = ""
}

variable "CREATED" {
  description = "When it was made, RFC 3339; empty leaves it out, so that the same commit makes the same image."
  default     = ""
}

variable "NODE_IMAGE" {
  description = "What the images are built on: Node.js 24, with node on the PATH or in /nodejs/bin."
  default     = "gcr.io/distroless/nodejs24-debian13:nonroot"
}

variable "CACHE" {
  description = "Where layers are kept between builds, such as type=gha or type=registry,ref=…; empty for nowhere."
  default     = ""
}

function "labels" {
  params = [title, description]
  result = {
    for key, value in {
      "org.opencontainers.image.title"       = title
      "org.opencontainers.image.description" = description
      "org.opencontainers.image.licenses"    = "Apache-2.0"
      "org.opencontainers.image.version"     = VERSION
      "org.opencontainers.image.revision"    = COMMIT
      "org.opencontainers.image.created"     = CREATED
      "org.opencontainers.image.base.name"   = NODE_IMAGE
    } : key => value if value != ""
  }
}

group "default" {
  targets = ["webhook", "sidecar"]
}

group "release" {
  targets = ["webhook-release", "sidecar-release"]
}

target "common" {
  context    = "."
  dockerfile = "Dockerfile"
  args       = { NODE_IMAGE = NODE_IMAGE }
  cache-from = CACHE == "" ? [] : [CACHE]
  cache-to   = CACHE == "" ? [] : ["${CACHE},mode=max"]
}

target "webhook" {
  inherits = ["common"]
  target   = "webhook"
  tags     = ["${IMAGE_PREFIX}/webhook:${VERSION}"]
  labels   = labels("mount-monitor webhook", "Adds a gate and a monitor to pods that ask for it by an annotation.")
  output   = ["type=docker"]
}

target "sidecar" {
  inherits = ["common"]
  target   = "sidecar"
  tags     = ["${IMAGE_PREFIX}/sidecar:${VERSION}"]
  labels   = labels("mount-monitor", "Gate and monitor: watches the network mounts of a pod and has it replaced when they stay dead.")
  output   = ["type=docker"]
}

target "release" {
  platforms = ["linux/amd64", "linux/arm64"]
  attest    = ["type=provenance,mode=max", "type=sbom"]
  output    = ["type=registry"]
}

target "webhook-release" {
  inherits = ["webhook", "release"]
}

target "sidecar-release" {
  inherits = ["sidecar", "release"]
}
