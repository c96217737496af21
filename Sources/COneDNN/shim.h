/// One face of oneDNN 2 and 3, whose C interfaces differ in how they describe memory and operations.
#ifndef LKB_ONEDNN_H
#define LKB_ONEDNN_H

#include <dlfcn.h>
#include <dnnl.h>
#include <dnnl_debug.h>
#include <stdint.h>
#include <stdlib.h>

/// A memory description on the heap; freed by `lkb_dnnl_shape_free`.
typedef struct lkb_dnnl_shape *lkb_dnnl_shape_t;

/// Confines the calling thread's parallel regions to itself, where the library was built for OpenMP.
///
/// Looked up at run time: the executable need not name the OpenMP runtime that the library brings.
static inline void lkb_dnnl_one_thread(void) {
  static void (*set_threads)(int);
  static int is_known;
  if (!__atomic_load_n(&is_known, __ATOMIC_ACQUIRE)) {
    void *symbol = dlsym(RTLD_DEFAULT, "omp_set_num_threads");
    __atomic_store_n((void **)&set_threads, symbol, __ATOMIC_RELAXED);
    __atomic_store_n(&is_known, 1, __ATOMIC_RELEASE);
  }
  if (set_threads) set_threads(1);
}

static inline void lkb_dnnl_dims(int64_t *dims, const int64_t *values, int rank) {
  for (int axis = 0; axis < rank; axis++) dims[axis] = values[axis];
}

#if DNNL_VERSION_MAJOR == 2

static inline dnnl_memory_desc_t *lkb_dnnl_description(lkb_dnnl_shape_t shape) {
  return (dnnl_memory_desc_t *)shape;
}

static inline void lkb_dnnl_shape_free(lkb_dnnl_shape_t shape) { free(shape); }

/// Frees a shape that could not be described.
static inline dnnl_status_t lkb_dnnl_checked(lkb_dnnl_shape_t *shape, dnnl_status_t status) {
  if (status != dnnl_success) {
    free(*shape);
    *shape = 0;
  }
  return status;
}

static inline dnnl_status_t lkb_dnnl_new(lkb_dnnl_shape_t *shape) {
  *shape = (lkb_dnnl_shape_t)calloc(1, sizeof(dnnl_memory_desc_t));
  return *shape ? dnnl_success : dnnl_out_of_memory;
}

static inline dnnl_status_t lkb_dnnl_strided(
    lkb_dnnl_shape_t *shape, int rank, const int64_t *extents, const int64_t *strides) {
  dnnl_dims_t dims, steps;
  lkb_dnnl_dims(dims, extents, rank);
  lkb_dnnl_dims(steps, strides, rank);
  if (lkb_dnnl_new(shape) != dnnl_success) return dnnl_out_of_memory;
  return lkb_dnnl_checked(
      shape, dnnl_memory_desc_init_by_strides(lkb_dnnl_description(*shape), rank, dims, dnnl_f32, steps));
}

static inline dnnl_status_t lkb_dnnl_tagged(
    lkb_dnnl_shape_t *shape, int rank, const int64_t *extents, dnnl_format_tag_t tag) {
  dnnl_dims_t dims;
  lkb_dnnl_dims(dims, extents, rank);
  if (lkb_dnnl_new(shape) != dnnl_success) return dnnl_out_of_memory;
  return lkb_dnnl_checked(
      shape, dnnl_memory_desc_init_by_tag(lkb_dnnl_description(*shape), rank, dims, dnnl_f32, tag));
}

/// The first `extents` of `whole`.
static inline dnnl_status_t lkb_dnnl_part(
    lkb_dnnl_shape_t *shape, lkb_dnnl_shape_t whole, int rank, const int64_t *extents) {
  dnnl_dims_t dims, offsets = {0};
  lkb_dnnl_dims(dims, extents, rank);
  if (lkb_dnnl_new(shape) != dnnl_success) return dnnl_out_of_memory;
  return lkb_dnnl_checked(
      shape, dnnl_memory_desc_init_submemory(
                 lkb_dnnl_description(*shape), lkb_dnnl_description(whole), dims, offsets));
}

/// What a primitive asks for; out of memory where it asks for nothing.
static inline dnnl_status_t lkb_dnnl_asked(
    lkb_dnnl_shape_t *shape, const_dnnl_primitive_desc_t primitive, dnnl_query_t what) {
  *shape = 0;
  const dnnl_memory_desc_t *asked = dnnl_primitive_desc_query_md(primitive, what, 0);
  if (!asked || lkb_dnnl_new(shape) != dnnl_success) return dnnl_out_of_memory;
  *lkb_dnnl_description(*shape) = *asked;
  return dnnl_success;
}

static inline dnnl_status_t lkb_dnnl_append_sum(dnnl_post_ops_t after) {
  return dnnl_post_ops_append_sum(after, 1.0f);
}

/// Forward inference, direct, stride 1.
static inline dnnl_status_t lkb_dnnl_convolution(
    dnnl_primitive_desc_t *primitive, dnnl_engine_t engine, lkb_dnnl_shape_t tensor,
    lkb_dnnl_shape_t weights, lkb_dnnl_shape_t bias, int64_t padding_y, int64_t padding_x,
    const_dnnl_primitive_attr_t attributes) {
  const dnnl_dims_t strides = {1, 1}, padding = {padding_y, padding_x};
  dnnl_convolution_desc_t operation;
  dnnl_status_t status = dnnl_convolution_forward_desc_init(
      &operation, dnnl_forward_inference, dnnl_convolution_direct, lkb_dnnl_description(tensor),
      lkb_dnnl_description(weights), lkb_dnnl_description(bias), lkb_dnnl_description(tensor),
      strides, padding, padding);
  if (status != dnnl_success) return status;
  return dnnl_primitive_desc_create(primitive, &operation, attributes, engine, 0);
}

#else

static inline dnnl_memory_desc_t lkb_dnnl_description(lkb_dnnl_shape_t shape) {
  return (dnnl_memory_desc_t)shape;
}

static inline void lkb_dnnl_shape_free(lkb_dnnl_shape_t shape) {
  dnnl_memory_desc_destroy((dnnl_memory_desc_t)shape);
}

static inline dnnl_status_t lkb_dnnl_strided(
    lkb_dnnl_shape_t *shape, int rank, const int64_t *extents, const int64_t *strides) {
  dnnl_dims_t dims, steps;
  lkb_dnnl_dims(dims, extents, rank);
  lkb_dnnl_dims(steps, strides, rank);
  return dnnl_memory_desc_create_with_strides(
      (dnnl_memory_desc_t *)shape, rank, dims, dnnl_f32, steps);
}

static inline dnnl_status_t lkb_dnnl_tagged(
    lkb_dnnl_shape_t *shape, int rank, const int64_t *extents, dnnl_format_tag_t tag) {
  dnnl_dims_t dims;
  lkb_dnnl_dims(dims, extents, rank);
  return dnnl_memory_desc_create_with_tag((dnnl_memory_desc_t *)shape, rank, dims, dnnl_f32, tag);
}

/// The first `extents` of `whole`.
static inline dnnl_status_t lkb_dnnl_part(
    lkb_dnnl_shape_t *shape, lkb_dnnl_shape_t whole, int rank, const int64_t *extents) {
  dnnl_dims_t dims, offsets = {0};
  lkb_dnnl_dims(dims, extents, rank);
  return dnnl_memory_desc_create_submemory(
      (dnnl_memory_desc_t *)shape, (dnnl_memory_desc_t)whole, dims, offsets);
}

/// What a primitive asks for; out of memory where it asks for nothing.
static inline dnnl_status_t lkb_dnnl_asked(
    lkb_dnnl_shape_t *shape, const_dnnl_primitive_desc_t primitive, dnnl_query_t what) {
  *shape = 0;
  const_dnnl_memory_desc_t asked = dnnl_primitive_desc_query_md(primitive, what, 0);
  return asked ? dnnl_memory_desc_clone((dnnl_memory_desc_t *)shape, asked) : dnnl_out_of_memory;
}

static inline dnnl_status_t lkb_dnnl_append_sum(dnnl_post_ops_t after) {
  return dnnl_post_ops_append_sum(after, 1.0f, 0, dnnl_data_type_undef);
}

/// Forward inference, direct, stride 1.
static inline dnnl_status_t lkb_dnnl_convolution(
    dnnl_primitive_desc_t *primitive, dnnl_engine_t engine, lkb_dnnl_shape_t tensor,
    lkb_dnnl_shape_t weights, lkb_dnnl_shape_t bias, int64_t padding_y, int64_t padding_x,
    const_dnnl_primitive_attr_t attributes) {
  const dnnl_dims_t strides = {1, 1}, dilations = {0, 0}, padding = {padding_y, padding_x};
  return dnnl_convolution_forward_primitive_desc_create(
      primitive, engine, dnnl_forward_inference, dnnl_convolution_direct,
      lkb_dnnl_description(tensor), lkb_dnnl_description(weights), lkb_dnnl_description(bias),
      lkb_dnnl_description(tensor), strides, dilations, padding, padding, attributes);
}

#endif

static inline size_t lkb_dnnl_byte_count(lkb_dnnl_shape_t shape) {
  return dnnl_memory_desc_get_size(lkb_dnnl_description(shape));
}

static inline dnnl_status_t lkb_dnnl_reorder(
    dnnl_primitive_desc_t *primitive, dnnl_engine_t engine, lkb_dnnl_shape_t from,
    lkb_dnnl_shape_t to, const_dnnl_primitive_attr_t attributes) {
  return dnnl_reorder_primitive_desc_create(
      primitive, lkb_dnnl_description(from), engine, lkb_dnnl_description(to), engine, attributes);
}

/// A memory object without memory of its own.
static inline dnnl_status_t lkb_dnnl_memory(
    dnnl_memory_t *memory, lkb_dnnl_shape_t shape, dnnl_engine_t engine) {
  return dnnl_memory_create(memory, lkb_dnnl_description(shape), engine, DNNL_MEMORY_NONE);
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
  status = lkb_dnnl_append_sum(after);
  if (status == dnnl_success) status = dnnl_primitive_attr_set_post_ops(*attributes, after);
  dnnl_post_ops_destroy(after);
  return status;
}

#endif
