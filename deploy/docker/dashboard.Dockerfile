FROM node:20.20-slim AS build
ENV DO_NOT_TRACK=1 NEXT_TELEMETRY_DISABLED=1 CHECKPOINT_DISABLE=1
WORKDIR /src
COPY . .
RUN --mount=type=cache,target=/root/.npm npm ci --ignore-scripts
RUN npx turbo run build --filter=@countersign/dashboard && node deploy/docker/assemble.mjs dashboard /out

FROM node:20.20-slim
ENV NODE_ENV=production NEXT_TELEMETRY_DISABLED=1 HOST=0.0.0.0 PORT=4600
WORKDIR /app
COPY --from=build /out ./
RUN mkdir -p apps/dashboard/.next/cache && chown node apps/dashboard/.next/cache
USER node
EXPOSE 4600
HEALTHCHECK --interval=10s --timeout=3s --start-period=30s --retries=3 \
  CMD ["node", "-e", "fetch('http://127.0.0.1:4600/api/healthz').then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "node_modules/next/dist/bin/next", "start", "apps/dashboard", "-H", "0.0.0.0", "-p", "4600"]
