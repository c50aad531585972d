// The sound of a new message, in one tab of the browser. live.js loads it with the first one.
const first = (message, play) => {
  try {
    if (+localStorage.rung >= message) return;
    localStorage.rung = message;
  } catch {}
  return play();
};

// Pitches, and the shape of a wave.
const sounds = { chime: [660, 880, 'sine'], knock: [196, 165, 'triangle'], drop: [990, 495, 'sine'] };

export const tones = sound => sounds[sound] && new Promise(done => {
  const audio = new AudioContext(), volume = audio.createGain();
  volume.gain.value = .08;
  volume.connect(audio.destination);
  const [first, second, shape] = sounds[sound];
  [first, second].forEach((pitch, at) => {
    const tone = audio.createOscillator(), start = audio.currentTime + at * .12;
    tone.type = shape;
    tone.frequency.value = pitch;
    tone.connect(volume);
    tone.start(start);
    tone.stop(start + .11);
  });
  setTimeout(() => { audio.close(); done(); }, 600);
});

// One that is being read rings nowhere: no other tab need, either.
export const ring = (message, read, sound = 'chime') => {
  if (read || !sounds[sound]) return first(message, () => {});
  if (navigator.userActivation?.hasBeenActive === false) return; // it would be mute
  const play = () => first(message, () => tones(sound));
  setTimeout(() => navigator.locks
    ? navigator.locks.request('hallway-ring', { ifAvailable: true }, lock => lock && play())
    : play(), 150 + Math.random() * 150);
};
