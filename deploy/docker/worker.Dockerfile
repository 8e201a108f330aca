FROM node:20.20-slim AS build
ENV DO_NOT_TRACK=1 NEXT_TELEMETRY_DISABLED=1 CHECKPOINT_DISABLE=1
WORKDIR /src
COPY . .
RUN --mount=type=cache,target=/root/.npm npm ci --ignore-scripts
RUN npx turbo run build --filter=@countersign/worker && node deploy/docker/assemble.mjs worker /out

FROM node:20.20-slim
ENV NODE_ENV=production HOST=0.0.0.0 PORT=4602
WORKDIR /app
COPY --from=build /out ./
RUN mkdir /heads && chown node /heads
USER node
EXPOSE 4602
HEALTHCHECK --interval=10s --timeout=3s --start-period=30s --retries=3 \
  CMD ["node", "-e", "fetch('http://127.0.0.1:4602/readyz').then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "apps/worker/dist/main.mjs"]
