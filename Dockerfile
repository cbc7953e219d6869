# Images of both programs. Each is one file, built on the host (`npm run build`): JavaScript has no architecture, so that
# nothing runs here, and any builder makes images for any platform.
ARG NODE_IMAGE=gcr.io/distroless/nodejs24-debian13:nonroot

FROM ${NODE_IMAGE} AS webhook
# Distroless has node where no PATH leads; other images have it elsewhere.
ENV PATH=/nodejs/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin NODE_ENV=production
WORKDIR /app
COPY --chmod=0444 webhook/dist/mount-monitor-webhook.cjs /app/
# By number, so that the kubelet can tell that it is not root (runAsNonRoot).
USER 65532:65532
# A young heap of 16 MiB a half, the default, is never given back: under load that is a quarter of the memory. The middle
# one of the compilers takes 16 MB more, and saves nothing that the last one does not.
ENTRYPOINT ["node", "--max-semi-space-size=2", "--no-maglev", "/app/mount-monitor-webhook.cjs"]
CMD ["serve"]

FROM ${NODE_IMAGE} AS sidecar
ENV PATH=/nodejs/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin NODE_ENV=production
WORKDIR /app
COPY --chmod=0444 sidecar/dist/mount-monitor.cjs /app/
USER 65532:65532
# As above; the container has a limit of 128 MiB. A check is a dozen calls of the system: compiling what is between them
# takes 10 MB after some hundred checks, and saves a tenth of a millisecond for each.
ENTRYPOINT ["node", "--max-semi-space-size=1", "--jitless", "/app/mount-monitor.cjs"]
CMD ["monitor"]
