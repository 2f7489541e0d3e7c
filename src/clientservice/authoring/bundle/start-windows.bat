@echo off
rem Sets the course up beside this file the first time, then opens it in the browser.
cd /d "%~dp0"
set PY=py -3
%PY% -c "import sys, venv; sys.exit(sys.version_info < (3, 11))" 2>nul || set PY=python
%PY% -c "import sys, venv; sys.exit(sys.version_info < (3, 11))" 2>nul || (
  echo Python 3.11 or later is needed: python.org/downloads
  pause
  exit /b 2
)
if not exist .venv\ready (
  echo Preparing the course: the first time this takes a few minutes.
  %PY% -m venv .venv || exit /b 2
  for %%w in (package\*.whl) do .venv\Scripts\python -m pip install --quiet -c constraints.txt "%%w" || exit /b 2
  echo ok> .venv\ready
)
.venv\Scripts\clientservice start %*
