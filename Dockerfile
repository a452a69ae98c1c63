# Build with the whole tree, run with what is needed only. Postgres is a server of its own in an
# image, so the embedded one (an optional dependency, and for glibc) is left out.
FROM node:24-slim@sha256:a9f5f7c91a432850b2a8a7797adf5eadb6c733ceed61167806cee7ea7fbc29df AS build
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci --ignore-scripts
COPY tsconfig.json tsconfig.build.json ./
COPY src ./src
COPY workers ./workers
RUN npm run build

FROM node:24-slim@sha256:a9f5f7c91a432850b2a8a7797adf5eadb6c733ceed61167806cee7ea7fbc29df
LABEL org.opencontainers.image.title="unsaid" \
      org.opencontainers.image.description="Takes messages back: redaction on Postgres, driven by a BullMQ queue" \
      org.opencontainers.image.licenses="Apache-2.0"
ENV NODE_ENV=production HOST=0.0.0.0
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci --omit=dev --omit=optional --ignore-scripts && npm cache clean --force
COPY --from=build /app/dist ./dist
# A volume mounted here is its user's to write to.
RUN install -d -m 700 -o node -g node /heads
USER node
EXPOSE 3000
# Whether it can work. A worker without the API is asked on its port for metrics.
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s --retries=3 CMD ["node", "-e", "const at = (port, path) => fetch('http://127.0.0.1:' + port + path); const { PORT = 3000, UNSAID_METRICS_PORT } = process.env; at(PORT, '/readyz').catch(() => at(UNSAID_METRICS_PORT, '/metrics')).then((reply) => process.exit(reply.ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["node", "dist/src/cli/main.js"]
CMD ["start"]
