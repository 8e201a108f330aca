FROM node:20.20-slim AS build
ENV DO_NOT_TRACK=1 NEXT_TELEMETRY_DISABLED=1 CHECKPOINT_DISABLE=1
WORKDIR /src
COPY . .
RUN --mount=type=cache,target=/root/.npm npm ci --ignore-scripts
RUN npx turbo run generate && node deploy/docker/assemble.mjs jobs /out

FROM node:20.20-slim
ENV NODE_ENV=production
WORKDIR /app
COPY --from=build /out ./
RUN mkdir /seed && chown node /seed
USER node
# The migration; the seed has a command of its own.
CMD ["node", "packages/db/dist/jobs/migrate.mjs"]
