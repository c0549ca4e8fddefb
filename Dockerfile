# One image for every role; the role is its argument:
#
#   docker build -t steno .
#   docker run … steno                            the API
#   docker run … steno --worker [--queue NAME]    a worker
#   docker run … steno --migrate                  bring the database's schema up to date and exit
#   docker run … steno --local                    both in one, on an embedded PostgreSQL under /data
#
# A private npm registry: `docker build --secret id=npmrc,src=$HOME/.npmrc .`; no credential stays in a layer.

# Node 26 is the active LTS line until October 2027. Debian, because the engine and FFmpeg are built against glibc.
ARG NODE_IMAGE=node:26-bookworm-slim

# The model that the image carries and starts with. Empty: a worker fetches one on its first start, into /data/models.
ARG BAKE_MODEL=moonshine-tiny-en


FROM ${NODE_IMAGE} AS packages
WORKDIR /app
# FFmpeg comes inside node-av's packages: its install script need not look for one.
ENV SKIP_FFMPEG=true
COPY .npmrc package.json package-lock.json ./


FROM packages AS build
RUN --mount=type=secret,id=npmrc,target=/root/.npmrc --mount=type=cache,target=/root/.npm npm ci
COPY nest-cli.json tsconfig.json tsconfig.build.json ./
COPY src ./src
RUN npm run build


FROM packages AS production
RUN --mount=type=secret,id=npmrc,target=/root/.npmrc --mount=type=cache,target=/root/.npm npm ci --omit=dev
# It carries the libraries of every platform.
RUN rm -r node_modules/onnxruntime-node/bin/napi-v6/darwin node_modules/onnxruntime-node/bin/napi-v6/win32


FROM production AS models
ARG BAKE_MODEL
COPY --from=build /app/dist ./dist
# Into /app/models, where the program looks for models that came with it: no volume over /data can hide them.
RUN --mount=type=secret,id=npmrc,target=/root/.npmrc \
    mkdir models && \
    if [ -n "$BAKE_MODEL" ]; then DATA_DIR=/app MODEL="$BAKE_MODEL" node dist/main.js --fetch-models; fi


FROM ${NODE_IMAGE} AS runtime
ARG BAKE_MODEL
LABEL org.opencontainers.image.title="Steno" \
      org.opencontainers.image.description="Self-hosted speech-to-text job service" \
      org.opencontainers.image.licenses="MIT"

# tini as process 1 passes signals on and reaps what killed child processes leave behind.
RUN apt-get update && \
    apt-get install -y --no-install-recommends tini && \
    rm -rf /var/lib/apt/lists/*

WORKDIR /app
COPY --from=production /app/node_modules ./node_modules
COPY --from=models /app/models ./models
COPY --from=build /app/dist ./dist
COPY package.json ./
COPY web ./web
COPY deploy/healthcheck.mjs ./deploy/

# A new volume takes over the owner of the folder that it is mounted on.
RUN install --directory --owner=node --group=node /data
VOLUME /data

ENV NODE_ENV=production \
    HOST=0.0.0.0 \
    PORT=3000 \
    WORKER_HEALTH_PORT=3001 \
    DATA_DIR=/data \
    MODEL=${BAKE_MODEL}
EXPOSE 3000 3001

# The user `node` of the base image, by number: Kubernetes checks `runAsNonRoot` by it.
USER 1000:1000

# Long enough for a worker that fetches its model first; a start that is quicker is seen at once.
HEALTHCHECK --start-period=120s --start-interval=2s --interval=15s --timeout=5s --retries=3 \
  CMD ["node", "deploy/healthcheck.mjs"]
STOPSIGNAL SIGTERM
ENTRYPOINT ["tini", "--", "node", "dist/main.js"]
CMD []
