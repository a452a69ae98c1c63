# Build with the whole tree, run with what is needed only. Postgres is a server of its own in an
# image, so the embedded one (an optional dependency, and for glibc) is left out.
FROM node:24-slim AS build
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci --ignore-scripts
COPY tsconfig.json tsconfig.build.json ./
COPY src ./src
COPY workers ./workers
RUN npm run build

FROM node:24-slim
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
ENTRYPOINT ["node", "dist/src/cli/main.js"]
CMD ["start"]
