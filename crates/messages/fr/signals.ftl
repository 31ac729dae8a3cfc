problem-text-personal_data = Ce passage permet peut-être de joindre quelqu'un : { $passages }. Tout le monde pourra le lire. Effacez-le, ou confirmez que vous voulez le publier.
problem-signal-changed_meanwhile = Quelqu'un a modifié ce signal entre-temps. Relisez-le, puis recommencez.
