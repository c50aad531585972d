// Sounds are heard before they are chosen.
for (const button of document.querySelectorAll('[data-try]')) {
  button.hidden = false;
  button.addEventListener('click', async () => {
    // As it is now, however long the tones take to come.
    const { value } = document.getElementById(button.dataset.try);
    (await import('js/ring.js')).tones(value);
  });
}
