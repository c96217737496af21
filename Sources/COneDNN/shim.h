#include <dlfcn.h>
#include <dnnl.h>
#include <dnnl_debug.h>
#include <stdint.h>

/// Confines the calling thread's parallel regions to itself, where the library was built for OpenMP.
///
/// Looked up at run time: the executable need not name the OpenMP runtime that the library brings.
static inline void lkb_dnnl_one_thread(void) {
  static void (*set_threads)(int);
  static int is_known;
  if (!__atomic_load_n(&is_known, __ATOMIC_ACQUIRE)) {
    *(void **)&set_threads = dlsym(RTLD_DEFAULT, "omp_set_num_threads");
    __atomic_store_n(&is_known, 1, __ATOMIC_RELEASE);
  }
  if (set_threads) set_threads(1);
}

/// `image, channel, y, x` extents with one stride each, in floats.
static inline dnnl_status_t lkb_dnnl_strided(
    dnnl_memory_desc_t *memory, const int64_t *extents, const int64_t *strides) {
  dnnl_dims_t dims = {extents[0], extents[1], extents[2], extents[3]};
  dnnl_dims_t steps = {strides[0], strides[1], strides[2], strides[3]};
  return dnnl_memory_desc_init_by_strides(memory, 4, dims, dnnl_f32, steps);
}

static inline dnnl_status_t lkb_dnnl_tagged(
    dnnl_memory_desc_t *memory, const int64_t *extents, dnnl_format_tag_t tag) {
  dnnl_dims_t dims = {extents[0], extents[1], extents[2], extents[3]};
  return dnnl_memory_desc_init_by_tag(memory, 4, dims, dnnl_f32, tag);
}

/// Channels in blocks, as part of a tensor whose images are `image_stride` floats apart.
static inline dnnl_status_t lkb_dnnl_blocked(
    dnnl_memory_desc_t *memory, const int64_t *extents, int64_t image_stride) {
  dnnl_status_t status = lkb_dnnl_tagged(memory, extents, dnnl_nChw16c);
  if (status == dnnl_success) memory->format_desc.blocking.strides[0] = image_stride;
  return status;
}

/// Depthwise weights, [channel][1][1][ky][kx] where `tag` is `dnnl_goihw`.
static inline dnnl_status_t lkb_dnnl_weights(
    dnnl_memory_desc_t *memory, int64_t channels, int64_t height, int64_t width,
    dnnl_format_tag_t tag) {
  dnnl_dims_t dims = {channels, 1, 1, height, width};
  return dnnl_memory_desc_init_by_tag(memory, 5, dims, dnnl_f32, tag);
}

static inline dnnl_status_t lkb_dnnl_vector(dnnl_memory_desc_t *memory, int64_t count) {
  dnnl_dims_t dims = {count};
  return dnnl_memory_desc_init_by_tag(memory, 1, dims, dnnl_f32, dnnl_x);
}

/// Forward inference, direct, stride 1, with a bias.
static inline dnnl_status_t lkb_dnnl_convolution(
    dnnl_convolution_desc_t *convolution, const dnnl_memory_desc_t *source,
    const dnnl_memory_desc_t *weights, const dnnl_memory_desc_t *target, int64_t channels,
    int64_t padding_y, int64_t padding_x) {
  dnnl_memory_desc_t bias;
  dnnl_status_t status = lkb_dnnl_vector(&bias, channels);
  if (status != dnnl_success) return status;
  dnnl_dims_t strides = {1, 1}, padding = {padding_y, padding_x};
  return dnnl_convolution_forward_desc_init(
      convolution, dnnl_forward_inference, dnnl_convolution_direct, source, weights, &bias, target,
      strides, padding, padding);
}

/// What the library calls the kernel of a primitive description; not freed by the caller.
static inline const char *lkb_dnnl_implementation(const_dnnl_primitive_desc_t primitive) {
  const char *name = 0;
  dnnl_status_t status =
      dnnl_primitive_desc_query(primitive, dnnl_query_impl_info_str, 0, (void *)&name);
  return status == dnnl_success && name ? name : "unnamed";
}

/// Scratchpads belong to the caller; with `sum` the result is added to what the target holds.
static inline dnnl_status_t lkb_dnnl_attributes(dnnl_primitive_attr_t *attributes, int sum) {
  dnnl_status_t status = dnnl_primitive_attr_create(attributes);
  if (status != dnnl_success) return status;
  status = dnnl_primitive_attr_set_scratchpad_mode(*attributes, dnnl_scratchpad_mode_user);
  if (status != dnnl_success || !sum) return status;
  dnnl_post_ops_t after;
  status = dnnl_post_ops_create(&after);
  if (status != dnnl_success) return status;
  status = dnnl_post_ops_append_sum(after, 1.0f);
  if (status == dnnl_success) status = dnnl_primitive_attr_set_post_ops(*attributes, after);
  dnnl_post_ops_destroy(after);
  return status;
}

/// A memory object without memory of its own.
static inline dnnl_status_t lkb_dnnl_memory(
    dnnl_memory_t *memory, const dnnl_memory_desc_t *shape, dnnl_engine_t engine) {
  return dnnl_memory_create(memory, shape, engine, DNNL_MEMORY_NONE);
}
