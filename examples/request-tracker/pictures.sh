# Pictures of its web pages, by a real browser. Sourced by run.sh, which says where `$folder` and `$pictures` are.

PLAYWRIGHT=1.65.1
export PLAYWRIGHT_FOLDER="$folder/playwright"

install_browser() {
  command -v chromium >/dev/null ||
    { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq \
      --no-install-recommends chromium fonts-dejavu-core >/dev/null; }
  dpkg-query -W chromium
  npm install --prefix "$PLAYWRIGHT_FOLDER" --no-audit --no-fund --loglevel=error \
    "playwright-core@$PLAYWRIGHT" >/dev/null
}

take_picture() { node "$here/take-pictures.mjs" "$1" "$folder/words.txt" "$pictures"; }
