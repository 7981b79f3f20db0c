# Sourced by the steps that talk to vendors: takes credentials from the secret, hides their values in the log.
export MSGOPS_IN_AUTOMATION=1 MSGOPS_ACTOR="${GITHUB_ACTOR:-}"
while IFS='=' read -r name value; do
  case "$name" in '' | '#'*) continue ;; esac
  # Hiding a value as short as "1" would make the log unreadable.
  [ "${#value}" -lt 6 ] || printf '::add-mask::%s\n' "$value"
  export "$name=$value"
done <<< "${VARIABLES:-}"
unset VARIABLES name value
workspace=(-C "$DIRECTORY" ${ENVIRONMENT:+-e "$ENVIRONMENT"})
out="$RUNNER_TEMP/msgops"
mkdir -p "$out"
