const RUNTIME = /^(?:docker|podman|nerdctl|kubectl|oc|docker-compose|podman-compose)(?:\.exe)?$/i;

/**
 * The words of a command that leads inside, so that standard input gets there and no terminal is asked for: `docker exec NAME` becomes `docker exec -i NAME`, and of
 * `-it` the `-i` stays; `docker compose exec SERVICE` passes input on by itself, unless it has a terminal, so it gets `-T`. Any other command is left as it is.
 */
export function interactiveWords(words: readonly string[]): readonly string[] {
  const runtime = words.findIndex((word) => RUNTIME.test(word.replace(/^.*[/\\]/, '')));
  const exec = runtime < 0 ? -1 : words.indexOf('exec', runtime);
  if (exec < 0) return words;
  const before = words.slice(0, exec);
  const isCompose = before.slice(runtime).some((word) => /(?:^|-)compose$/.test(word));
  const after = words
    .slice(exec + 1)
    .filter((word) => !/^(?:-i|-t|-it|-ti|--tty|--interactive|-T|--no-TTY)$/.test(word));
  return [...before, 'exec', isCompose ? '-T' : '-i', ...after];
}
