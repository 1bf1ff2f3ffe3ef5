#pragma once
/// NIfTI-1 and NIfTI-2 single files, plain or gzip.
#include "syncact/io/nifti/nifti_header.hpp"  // IWYU pragma: export
#include "syncact/io/nifti/nifti_read.hpp"    // IWYU pragma: export
#include "syncact/io/nifti/nifti_write.hpp"   // IWYU pragma: export
