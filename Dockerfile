# Debian, not Alpine: the embedded analytics engine is built for glibc.
FROM node:24-bookworm-slim AS build
WORKDIR /app
COPY . .
RUN npm ci && npm run build && npm prune --omit=dev

FROM node:24-bookworm-slim
# ca-certificates for SMTP, single sign-on and databases over TLS; the locale data of PostgreSQL is built in.
RUN apt-get update \
  && apt-get install -y --no-install-recommends ca-certificates \
  && rm -rf /var/lib/apt/lists/* \
  && useradd --system --uid 10001 --create-home tandem \
  && install -d -o tandem -g tandem -m 700 /data
WORKDIR /app
COPY --from=build /app ./
USER tandem
ENV NODE_ENV=production TANDEM_DATA=/data TANDEM_HOST=0.0.0.0 TANDEM_PORT=3210 UV_THREADPOOL_SIZE=12
VOLUME /data
EXPOSE 3210
# A first start makes the databases; a restart after a crash may have to recover them.
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s --retries=6 \
  CMD ["node", "-e", "fetch('http://127.0.0.1:'+process.env.TANDEM_PORT+'/readyz').then(r=>process.exit(r.ok?0:1),()=>process.exit(1))"]
STOPSIGNAL SIGTERM
ENTRYPOINT ["node", "apps/server/src/cli/main.ts"]
CMD ["serve"]
