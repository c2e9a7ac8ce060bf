-- Fourier transforms, windows and what speech models hear, beyond the recorded cases.

local check = require "check"
local hug = require "hug"
local test = check.test

local generator = hug.generator(11)
local function randn(...) return hug.randn({ ... }, { generator = generator }) end
local function shape_of(t) return { t:shape() } end
local function near(a, b, tolerance) check.near((a - b):abs():max():item(), 0, tolerance) end

test("transforms and their inverses go together", function()
  for _, n in ipairs { 1, 2, 3, 7, 8, 30, 67, 128, 400, 1009 } do
    local x, y = randn(2, n, 2), randn(3, n)
    near(x:fft():ifft(), x, 2e-6)
    near(y:rfft():irfft { n = n }, y, 2e-6)
    for _, norm in ipairs { "ortho", "forward", "backward" } do
      near(x:fft { norm = norm }:ifft { norm = norm }, x, 4e-6)
      near(y:rfft { norm = norm }:irfft { n = n, norm = norm }, y, 4e-6)
    end
  end
  local image = randn(2, 5, 6)
  near(image:rfft2():irfft2(), image, 2e-6)
  local spectrum = randn(4, 6, 2)
  near(spectrum:fft2():ifft2(), spectrum, 2e-6)
end)

test("a real row has half the coefficients of a complex one", function()
  local x = randn(3, 12)
  local whole = hug.stack({ x, hug.zeros_like(x) }, -1):fft()
  near(x:rfft(), whole:narrow(1, 0, 7), 2e-6)
end)

test("any dim, cut, padded, and of any layout", function()
  local x = randn(6, 5, 4, 2)
  near(x:fft { dim = 0 }, x:movedim(0, 2):fft():movedim(2, 0), 2e-6)
  near(x:fft { dim = -2, n = 3 }, x:narrow(1, 0, 3):contiguous():fft { dim = 1 }, 2e-6)
  near(x:permute(1, 0, 2, 3):fft(), x:fft():permute(1, 0, 2, 3), 2e-6)
  local padded = hug.cat({ x, hug.zeros { 6, 5, 3, 2 } }, 2)
  near(x:fft { n = 7 }, padded:fft(), 2e-6)
  check.eq(shape_of(hug.zeros({ 0, 4 }):rfft()), { 0, 3, 2 })
  check.eq(shape_of(hug.zeros({ 0 }):rfft { n = 4 }), { 3, 2 })
  check.eq(hug.tensor({ 1, 2, 3 }, { dtype = "i64" }):rfft():dtype(), "f32")
  check.eq(randn(4):to("f16"):rfft():dtype(), "f16")
  check.eq(randn(4):to("f64"):rfft():dtype(), "f64")
end)

test("a row has the same bits alone and in company, whatever the threads", function()
  local threads = hug.threads()
  local x = randn(64, 400)
  local all = x:rfft()
  check.eq(hug.equal(x[7]:rfft(), all[7]):item(), true)
  hug.threads(1)
  check.eq(hug.equal(x:rfft(), all):item(), true)
  local sound = randn(2000)
  local one = sound:stft(64)
  hug.threads(4)
  check.eq(hug.equal(sound:stft(64), one):item(), true)
  hug.threads(threads)
end)

test("transforms refuse what they cannot do", function()
  check.raises("[fft] `input` holds complex numbers", hug.fft, randn(3))
  check.raises("[fft] `dim` is 1, but there are 1 dims of complex numbers", hug.fft, randn(3, 2), { dim = 1 })
  check.raises("[rfft] `n` is 0", hug.rfft, randn(3), 0)
  check.raises("[irfft] `n` is 0", hug.irfft, randn(1, 2))
  check.raises("[rfft] `dim` is -1, but there are 0 dims", hug.rfft, hug.tensor(1))
  check.raises("norm must be one of", hug.rfft, randn(3), { norm = "none" })
  check.raises("[fft2] `s` has 1 lengths for 2 dims", hug.fft2, randn(3, 3, 2), { 3 })
  check.raises("[fft2] `dim` names dim 0 twice", hug.fft2, randn(3, 3, 2), { dim = { 0, -2 } })
  check.raises("[rfft2] `dim` is empty", hug.rfft2, randn(3, 3), { dim = {} })
  check.raises("no memory", hug.rfft, randn(3), 2 ^ 52)
  check.raises("[fftshift] `input` has no dims", hug.fftshift, hug.tensor(1), { 0 })
  check.raises("[complex_abs] `input` holds complex numbers", hug.complex_abs, randn(3))
end)

test("frequencies stand where they should", function()
  check.near(hug.fftfreq(4, 0.5):tolist(), { 0, 0.5, -1, -0.5 })
  check.near(hug.rfftfreq(5):tolist(), { 0, 0.2, 0.4 })
  check.eq(hug.arange(5):fftshift():tolist(), { 3, 4, 0, 1, 2 })
  check.eq(hug.arange(5):fftshift():ifftshift():tolist(), { 0, 1, 2, 3, 4 })
  check.raises("[fftfreq] `dtype` is one of floats", hug.fftfreq, 4, 1, "i64")
end)

test("windows", function()
  check.near(hug.window("hann", 4):tolist(), { 0, 0.5, 1, 0.5 })
  check.near(hug.window("bartlett", 5, false):tolist(), { 0, 0.5, 1, 0.5, 0 })
  check.eq(hug.window("hann", 0):numel(), 0)
  check.near(hug.window_function(2, "boxcar", true, 5):tolist(), { 0, 1, 1, 0, 0 })
  check.near(hug.kaiser_window(3, false, 0):tolist(), { 1, 1, 1 })
  check.raises("name must be one of", hug.window, "square", 4)
  check.raises("`window_length` is 6, more than `frame_length`, 5", hug.window_function, 6, "hann", true, 5)
  check.raises("[kaiser_window] `window_length` is -1", hug.kaiser_window, -1)
end)

test("a signal comes back from its frames", function()
  local x = randn(2, 300)
  for _, options in ipairs {
    { hop_length = 16, window = hug.window("hann", 64) },
        { hop_length = 10, win_length = 30, window = hug.window("hamming", 30) },
    { hop_length = 16, window = hug.window("hann", 64), onesided = false, normalized = true },
  } do
    local spectra = x:stft(64, options)
    local back = spectra:istft(64, {
      hop_length = options.hop_length, win_length = options.win_length, window = options.window,
          normalized = options.normalized,
      onesided = options.onesided, length = 300,
    })
    near(back, x, 1e-5)
  end
  check.eq(shape_of(x:stft(64, 16)), { 2, 33, 19, 2 })
  check.eq(shape_of(x[0]:stft(64, 16, { center = false })), { 33, 15, 2 })
end)

test("frames that cannot be are refused", function()
  check.raises("[stft] `n_fft` is 0", hug.stft, randn(30), 0)
  check.raises("[stft] `hop_length` is 0", hug.stft, randn(30), 2)
  check.raises("[stft] `win_length` is 9", hug.stft, randn(30), 8, 2, 9)
  check.raises("[stft] `window` has shape [4]", hug.stft, randn(30), 8, { window = hug.ones { 4 } })
  check.raises("cannot be padded by 8 in mode reflect", hug.stft, randn(8), 16)
  check.raises("[stft] `n_fft` is 16, but the signal has 10 elements", hug.stft, randn(10), 16, { center = false })
  check.raises("[stft] needs floats", hug.stft, hug.arange(30), 8)
  check.raises("goes with center = false", hug.stft, randn(30), 8, { align_to_window = true })
  check.raises("[istft] `window` leaves a gap", hug.istft, randn(5, 4, 2), 8, { window = hug.zeros { 8 } })
  check.raises("[istft] `input` has 4 coefficients a frame", hug.istft, randn(4, 4, 2), 8)
  check.raises("`return_complex` needs coefficients of both sides", hug.istft, randn(5, 4, 2), 8,
               { return_complex = true })
  check.raises("[istft] `hop_length` is 9", hug.istft, randn(5, 4, 2), 8, 9)
  check.raises("[istft] `center`: 0 elements are left", hug.istft, randn(5, 1, 2), 8)
end)

test("what Whisper hears is the same whether gradients are recorded or not", function()
  local x = randn(2, 1200)
  local plain, leaf = x:whisper_log_mel { mels = 20 }, x:clone():requires_grad_(true)
  check.eq(shape_of(plain), { 2, 20, 7 })
  near(leaf:whisper_log_mel { mels = 20 }, plain, 1e-6)
  near(x[1]:whisper_log_mel { mels = 20 }, plain[1], 0)
  check.near(hug.zeros({ 800 }):whisper_log_mel { mels = 4 }:max():item(), -1.5)
  check.raises("too short for frames", hug.whisper_log_mel, randn(200))
  check.raises("[mel_filter_bank] `num_frequency_bins` is 1", hug.mel_filter_bank, 1, 4, 0, 8000, 16000)
  check.raises("above `max_frequency`", hug.mel_filter_bank, 9, 4, 9000, 8000, 16000)
end)

check.report()
