/// The readers on files that other software wrote. The expected numbers were taken from the same files with Python's
/// gzip and struct modules, that is without any neuroimaging software.
#include <cmath>

#include "support/catch.hpp"
#include "support/data.hpp"
#include "syncact/io/bytes/checksum.hpp"
#include "syncact/io/nifti/nifti.hpp"
#include "syncact/io/npy/npy.hpp"
#include "syncact/io/text/events.hpp"
#include "syncact/io/text/series_table.hpp"

namespace test_real_readers {

namespace io = syncact::io;
using syncact::Index;
using syncact::test::data;
using syncact::test::WithinAbs;

TEST_CASE("Haxby slice: 40 x 20 x 1 voxels, 1452 volumes, int16, TR 2.5 s, 530 voxels in the mask") {
  const auto bold = data("haxby2001_blocks/bold.nii.gz"), mask_path = data("haxby2001_blocks/mask.nii.gz");
  if (!bold) return;
  const io::Mask mask = io::read_mask(*mask_path);
  REQUIRE(mask.size() == 530);
  CHECK(mask.voxels.front() == 56);
  CHECK(mask.voxels.back() == 798);
  const auto series = io::read_nifti<float>(*bold, mask);
  CHECK(series.header.datatype == 4);
  CHECK(series.header.tr()->count() == 2.5);
  CHECK_THAT(series.header.geometry.affine[0][0], WithinAbs(-3.1, 1e-6));
  CHECK_THAT(series.header.geometry.affine[0][3], WithinAbs(60.45, 1e-5));
  REQUIRE(series.values.rows() == 1452);
  REQUIRE(series.values.cols() == 530);
  CHECK(series.values(0, 0) == 177);
  CHECK(series.values(0, 1) == 273);
  CHECK(series.values(1451, 529) == 193);
  CHECK(series.values.cast<double>().sum() == 1118771612.0);

  const auto all = io::read_nifti<float>(*bold);
  CHECK(all.values.cols() == 800);
  CHECK(all.values.cast<double>().sum() == 1118771612.0);  // outside the mask it is zero
  CHECK(io::nonconstant_mask(all).voxels == mask.voxels);
  CHECK(io::checksum(*bold).hex() == "843e02d1");
}

TEST_CASE("Haxby at 25 mm: twelve runs of 6 x 10 x 10 x 121 on one grid, masks of several types fit") {
  const auto subject = data("haxby2001_blocks/ds105_25mm/sub001");
  if (!subject) return;
  const io::Mask vt = io::read_mask(*subject / "masks/25mm/vt.nii.gz");
  CHECK(io::read_mask(*subject / "masks/25mm/brain.nii.gz").size() > vt.size());
  for (int run = 1; run <= 12; ++run) {
    const auto folder = *subject / ("BOLD/task001_run0" + std::string(run < 10 ? "0" : "") + std::to_string(run));
    const auto series = io::read_nifti<double>(folder / "bold_25mm.nii.gz", vt);
    CHECK(series.values.rows() == 121);
    CHECK(series.values.allFinite());
    CHECK(io::nonconstant_mask(series).size() == vt.size());
    const auto events = io::read_events(folder / "bold_events.tsv");
    REQUIRE(events.size() == 8);
    for (const io::EventRow& event : events) CHECK(event.duration == 22.5);
  }
  const auto first = io::read_events(*subject / "BOLD/task001_run001/bold_events.tsv");
  CHECK(first[0].onset == 15.0);
  CHECK(first[0].label == "scissors");
}

TEST_CASE("a mask of another grid is refused with both names") {
  const auto bold = data("haxby2001_blocks/bold.nii.gz");
  if (!bold) return;
  const io::Mask other = io::read_mask(*data("haxby2001_blocks/ds105_25mm/sub001/masks/25mm/vt.nii.gz"));
  CHECK_THROWS_WITH(io::read_nifti<float>(*bold, other),
                    syncact::test::says("bold.nii.gz: has 40 x 20 x 1 voxels, but the mask ") &&
                        syncact::test::says("vt.nii.gz has 6 x 10 x 10"));
}

TEST_CASE("atlases: Shen 268 has 161032 labelled voxels, Smith's ten maps have the known sum") {
  const auto shen = data("atlas_networks/shen268_2mm.nii.gz");
  if (!shen) return;
  const io::Mask labelled = io::read_mask(*shen, {.above = 0});
  CHECK(labelled.size() == 161032);
  CHECK(io::read_nifti<float>(*shen, labelled).values.maxCoeff() == 268);
  const auto smith = io::read_nifti<float>(*data("atlas_networks/PNAS_Smith09_rsn10_thr23.nii.gz"));
  CHECK(smith.values.rows() == 10);
  CHECK_THAT(smith.values.cast<double>().sum(), WithinAbs(1002746.5439052582, 1e-6));
  for (int state = 1; state <= 4; ++state) {  // with header extensions of 48 kB
    const auto map = io::read_nifti<float>(*data("atlas_networks/song_hmm_state" + std::to_string(state) + ".nii.gz"));
    CHECK(map.values.cols() == 60 * 72 * 60);
  }
}

TEST_CASE("npy files of the movie study are mapped as float and double") {
  const auto mean = data("song_movie_fmri/sitcomep1_groupmean26_z.npy");
  if (!mean) return;
  const io::NpyArray array(*mean);
  CHECK(array.shape() == std::vector<Index>{1486, 200});
  const auto view = array.view<float>();
  REQUIRE(view);
  CHECK(static_cast<double>((*view)(0, 0)) == -2.125878095626831);
  CHECK(static_cast<double>((*view)(0, 1)) == -0.4737996757030487);
  CHECK(static_cast<double>((*view)(1485, 199)) == -0.16881398856639862);
  CHECK_THAT(array.to_matrix<double>().squaredNorm(), WithinAbs(59895.51487838012, 1e-6));
  const io::NpyArray features(*data("song_movie_fmri/input/sitcomep1_input_pc.npy"));
  CHECK(features.view<double>()->n_signals() == 100);
  CHECK_FALSE(features.view<float>());
  CHECK(features.to_matrix<float>().allFinite());
}

TEST_CASE("tables of several studies are read as they are") {
  const auto roi = data("rest_roi/fmri_timeseries.csv");
  if (!roi) return;
  const io::SeriesTable rest = io::read_series_table(*roi);  // quoted header
  CHECK(rest.values.rows() == 250);
  CHECK(rest.names.front() == "WM");
  CHECK(rest.values(0, 0) == 10125.9);
  CHECK(io::read_series_table(*data("rest_roi/event_related_fmri.csv")).values.rows() == 3360);
  const io::SeriesTable labels = io::read_series_table(*data("butterfly_circus_fbn/annotations_535TR.tsv"));
  CHECK(labels.values.rows() == 535);
  CHECK(labels.names[2] == "faces_(positive)");
  CHECK_THROWS_WITH(io::read_series_table(*data("butterfly_circus_fbn/expected_network_series_14x530.tsv")),
                    syncact::test::says("the first line must name the columns"));
  CHECK(io::read_series_table(*data("butterfly_circus_fbn/expected_network_series_14x530.tsv"), {.has_header = false})
            .values.rows() == 14);
  CHECK(io::read_events(*data("partlycloudy_qtab/events.tsv")).size() == 19);
  CHECK(io::read_events(*data("annotations/studyforrest/locations.tsv"), {.label = "major_location"}).size() == 869);
  const io::Table units(*data("annotations/netdissect_alexnet_imagenet_conv5.csv"));
  CHECK(units.n_rows() == 256);
  CHECK_THAT(units.numeric("score")[0], WithinAbs(0.219, 1e-3));
}

}  // namespace test_real_readers
