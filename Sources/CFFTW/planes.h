/// What a user of a planar FFT writes around it: channels that lie side by side into planes and back,
/// and the product of two spectra. Built for AVX2 and for any x86-64.
#ifndef LKB_PLANES_H
#define LKB_PLANES_H

#include <stddef.h>

typedef float lkb_float8 __attribute__((vector_size(32), aligned(4)));

#define LKB_ALWAYS static inline __attribute__((always_inline))
#define LKB_AVX2 __attribute__((target("avx2,fma")))

/// Transposes eight rows of eight in place.
LKB_ALWAYS void lkb_transpose8(lkb_float8 r[8]) {
  lkb_float8 t[8], u[8];
  for (int i = 0; i < 8; i += 2) {
    t[i] = __builtin_shufflevector(r[i], r[i + 1], 0, 8, 1, 9, 4, 12, 5, 13);
    t[i + 1] = __builtin_shufflevector(r[i], r[i + 1], 2, 10, 3, 11, 6, 14, 7, 15);
  }
  for (int i = 0; i < 8; i += 4) {
    for (int j = 0; j < 2; j++) {
      u[i + 2 * j] = __builtin_shufflevector(t[i + j], t[i + 2 + j], 0, 1, 8, 9, 4, 5, 12, 13);
      u[i + 2 * j + 1] = __builtin_shufflevector(t[i + j], t[i + 2 + j], 2, 3, 10, 11, 6, 7, 14, 15);
    }
  }
  for (int i = 0; i < 4; i++) {
    r[i] = __builtin_shufflevector(u[i], u[i + 4], 0, 1, 2, 3, 8, 9, 10, 11);
    r[i + 4] = __builtin_shufflevector(u[i], u[i + 4], 4, 5, 6, 7, 12, 13, 14, 15);
  }
}

LKB_ALWAYS void lkb_split_body(
    const float *pixels, ptrdiff_t pixel_stride, ptrdiff_t channels, float *planes,
    ptrdiff_t plane_stride, ptrdiff_t count) {
  ptrdiff_t x = 0;
  if (channels == 8) {
    for (; x + 8 <= count; x += 8) {
      lkb_float8 r[8];
      for (int i = 0; i < 8; i++) r[i] = *(const lkb_float8 *)(pixels + (x + i) * pixel_stride);
      lkb_transpose8(r);
      for (int c = 0; c < 8; c++) *(lkb_float8 *)(planes + c * plane_stride + x) = r[c];
    }
  }
  for (; x < count; x++)
    for (ptrdiff_t c = 0; c < channels; c++)
      planes[c * plane_stride + x] = pixels[x * pixel_stride + c];
}

LKB_ALWAYS void lkb_join_body(
    const float *planes, ptrdiff_t plane_stride, ptrdiff_t channels, const float *bias,
    int accumulates, float *pixels, ptrdiff_t pixel_stride, ptrdiff_t count) {
  ptrdiff_t x = 0;
  if (channels == 8) {
    const lkb_float8 offset = *(const lkb_float8 *)bias;
    for (; x + 8 <= count; x += 8) {
      lkb_float8 r[8];
      for (int c = 0; c < 8; c++) r[c] = *(const lkb_float8 *)(planes + c * plane_stride + x);
      lkb_transpose8(r);
      for (int i = 0; i < 8; i++) {
        lkb_float8 *pixel = (lkb_float8 *)(pixels + (x + i) * pixel_stride);
        *pixel = accumulates ? *pixel + (r[i] + offset) : r[i] + offset;
      }
    }
  }
  for (; x < count; x++) {
    for (ptrdiff_t c = 0; c < channels; c++) {
      float *pixel = pixels + x * pixel_stride + c;
      const float value = planes[c * plane_stride + x] + bias[c];
      *pixel = accumulates ? *pixel + value : value;
    }
  }
}

LKB_ALWAYS void lkb_add_bias_body(
    const float *plane, float bias, int accumulates, float *pixels, ptrdiff_t count) {
  if (accumulates)
    for (ptrdiff_t x = 0; x < count; x++) pixels[x] += plane[x] + bias;
  else
    for (ptrdiff_t x = 0; x < count; x++) pixels[x] = plane[x] + bias;
}

/// `count` is a multiple of 4.
LKB_ALWAYS void lkb_product_body(float *a, const float *b, ptrdiff_t count) {
  const lkb_float8 sign = {-1, 1, -1, 1, -1, 1, -1, 1};
  for (ptrdiff_t i = 0; i < 2 * count; i += 8) {
    const lkb_float8 x = *(const lkb_float8 *)(a + i), y = *(const lkb_float8 *)(b + i);
    const lkb_float8 real = __builtin_shufflevector(x, x, 0, 0, 2, 2, 4, 4, 6, 6);
    const lkb_float8 imaginary = __builtin_shufflevector(x, x, 1, 1, 3, 3, 5, 5, 7, 7);
    const lkb_float8 swapped = __builtin_shufflevector(y, y, 1, 0, 3, 2, 5, 4, 7, 6);
    *(lkb_float8 *)(a + i) = real * y + imaginary * (sign * swapped);
  }
}

/// `count` pixels of up to eight channels that lie side by side, into rows of planes.
static LKB_AVX2 void lkb_split_avx2(
    const float *pixels, ptrdiff_t pixel_stride, ptrdiff_t channels, float *planes,
    ptrdiff_t plane_stride, ptrdiff_t count) {
  lkb_split_body(pixels, pixel_stride, channels, planes, plane_stride, count);
}
static inline void lkb_split(
    const float *pixels, ptrdiff_t pixel_stride, ptrdiff_t channels, float *planes,
    ptrdiff_t plane_stride, ptrdiff_t count) {
  lkb_split_body(pixels, pixel_stride, channels, planes, plane_stride, count);
}

/// Rows of planes back to pixels, with a bias per channel; eight biases are read where there are eight
/// channels.
static LKB_AVX2 void lkb_join_avx2(
    const float *planes, ptrdiff_t plane_stride, ptrdiff_t channels, const float *bias,
    int accumulates, float *pixels, ptrdiff_t pixel_stride, ptrdiff_t count) {
  lkb_join_body(
      planes, plane_stride, channels, bias, accumulates, pixels, pixel_stride, count);
}
static inline void lkb_join(
    const float *planes, ptrdiff_t plane_stride, ptrdiff_t channels, const float *bias,
    int accumulates, float *pixels, ptrdiff_t pixel_stride, ptrdiff_t count) {
  lkb_join_body(
      planes, plane_stride, channels, bias, accumulates, pixels, pixel_stride, count);
}

/// One row of a plane to one row of an output that is planar too.
static LKB_AVX2 void lkb_add_bias_avx2(
    const float *plane, float bias, int accumulates, float *pixels, ptrdiff_t count) {
  lkb_add_bias_body(plane, bias, accumulates, pixels, count);
}
static inline void lkb_add_bias(
    const float *plane, float bias, int accumulates, float *pixels, ptrdiff_t count) {
  lkb_add_bias_body(plane, bias, accumulates, pixels, count);
}

/// a ← a · b, `count` complex numbers, a multiple of 4.
static LKB_AVX2 void lkb_product_avx2(float *a, const float *b, ptrdiff_t count) {
  lkb_product_body(a, b, count);
}
static inline void lkb_product(float *a, const float *b, ptrdiff_t count) {
  lkb_product_body(a, b, count);
}

#endif
