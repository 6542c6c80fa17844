import { expect, test } from 'vitest';
import { interactiveWords } from '#engine/adapters/probes/inside/interactive-words.ts';

test.each([
  ['docker exec tv-backend', 'docker exec -i tv-backend'],
  ['docker exec -it -u app tv-backend', 'docker exec -i -u app tv-backend'],
  ['sudo docker --context prod exec tv-backend', 'sudo docker --context prod exec -i tv-backend'],
  ['podman exec --tty --interactive x', 'podman exec -i x'],
  ['docker compose exec backend', 'docker compose exec -T backend'],
  ['docker-compose -f a.yml exec -T backend', 'docker-compose -f a.yml exec -T backend'],
  ['kubectl -n prod exec pod/backend --', 'kubectl -n prod exec -i pod/backend --'],
  ['ssh prod docker exec tv-backend', 'ssh prod docker exec -i tv-backend'],
  ['/usr/bin/docker exec x', '/usr/bin/docker exec -i x'],
  ['ip netns exec inner', 'ip netns exec inner'],
  ['env -i', 'env -i'],
  ['docker run image', 'docker run image'],
])('%s passes its input on', (written, words) => {
  expect(interactiveWords(written.split(' ')).join(' ')).toBe(words);
});
