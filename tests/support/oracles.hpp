#pragma once
/// Reference values computed with other software; tests/oracles/README.md says with which.
#include <Eigen/Core>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <string>

namespace syncact::test {

/// tests/oracles/<name>.json, read once and kept: parts of it may be looped over. SYNCACT_ORACLE_DIR is set by the build.
inline const nlohmann::json& oracle(const std::string& name) {
  static std::map<std::string, nlohmann::json> read;
  const auto known = read.find(name);
  if (known != read.end()) return known->second;
  const std::string path = std::string(SYNCACT_ORACLE_DIR) + "/" + name + ".json";
  std::ifstream in(path);
  if (!in) throw std::runtime_error("cannot open " + path);
  return read.emplace(name, nlohmann::json::parse(in)).first->second;
}

/// A list of numbers as a column.
inline Eigen::VectorXd column(const nlohmann::json& values) {
  Eigen::VectorXd result(static_cast<Eigen::Index>(values.size()));
  for (std::size_t i = 0; i < values.size(); ++i) result[static_cast<Eigen::Index>(i)] = values[i].get<double>();
  return result;
}

/// A list of columns as a table.
inline Eigen::MatrixXd columns(const nlohmann::json& list) {
  Eigen::MatrixXd result(list.empty() ? 0 : static_cast<Eigen::Index>(list[0].size()), static_cast<Eigen::Index>(list.size()));
  for (std::size_t j = 0; j < list.size(); ++j) result.col(static_cast<Eigen::Index>(j)) = column(list[j]);
  return result;
}

}  // namespace syncact::test
