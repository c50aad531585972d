// Sounds are heard before they are chosen.
for (const button of document.querySelectorAll('[data-try]')) {
  button.hidden = false;
  button.addEventListener('click', () => import('js/ring.js').then(sound => sound.tones(document.getElementById(button.dataset.try).value)));
}
