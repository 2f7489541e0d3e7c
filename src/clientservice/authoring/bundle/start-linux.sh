#!/bin/sh
# Sets the course up beside this file the first time, then opens it in the browser.
cd "$(dirname "$0")" || exit 1
case "${LC_ALL:-${LC_MESSAGES:-$LANG}}" in
  ru*) wait_text="Готовлю курс: первый раз это занимает несколько минут…"
       python_text="Нужен Python 3.11 или новее с модулем venv: python.org/downloads (Debian, Ubuntu: sudo apt install python3-venv)."
       failed_text="Установка не удалась. Проверьте, что компьютер подключён к интернету, и запустите этот файл ещё раз." ;;
  *)   wait_text="Preparing the course: the first time this takes a few minutes…"
       python_text="Python 3.11 or later with its venv module is needed: python.org/downloads (Debian, Ubuntu: sudo apt install python3-venv)."
       failed_text="The installation failed. Check that this computer is online and run this file again." ;;
esac
python=""
for name in "${PYTHON:-python3}" python3.14 python3.13 python3.12 python3.11; do
  if "$name" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then python=$name; break; fi
done
[ -n "$python" ] || { echo "$python_text"; exit 2; }
if [ ! -f .venv/ready ]; then
  echo "$wait_text"
  "$python" -m venv .venv && .venv/bin/python -m pip install --quiet -c constraints.txt package/*.whl && touch .venv/ready \
    || { echo "$failed_text"; exit 2; }
fi
exec .venv/bin/clientservice start "$@"
