"""The headers of syncact for Conan 2."""
import os
import re

from conan import ConanFile
from conan.tools.cmake import CMake, CMakeToolchain
from conan.tools.files import copy, load


class Syncact(ConanFile):
    name = "syncact"
    license = "MIT"
    description = "Couples artificial neural networks with the human brain"
    package_type = "header-library"
    settings = "os", "arch", "compiler", "build_type"
    options = {"io": [True, False], "xtensor": [True, False]}
    default_options = {"io": True, "xtensor": False}
    no_copy_source = True

    @property
    def _root(self):
        return os.path.join(self.recipe_folder, "..", "..")

    def set_version(self):
        header = load(self, os.path.join(self._root, "include", "syncact", "core", "version.hpp"))
        self.version = re.search(r'version = "([0-9.]+)"', header).group(1)

    def export_sources(self):
        for pattern in ("include/*", "cmake/*", "CMakeLists.txt", "LICENSE"):
            copy(self, pattern, self._root, self.export_sources_folder)

    def requirements(self):
        self.requires("eigen/3.4.0", transitive_headers=True)
        if self.options.io:
            self.requires("zlib/[>=1.2.11 <2]", transitive_headers=True)
        if self.options.xtensor:
            self.requires("xtensor/0.24.7", transitive_headers=True)

    def generate(self):
        toolchain = CMakeToolchain(self)
        for part in ("TESTS", "APP", "EXAMPLES", "BENCHMARKS"):
            toolchain.cache_variables[f"SYNCACT_{part}"] = False
        toolchain.generate()

    def package(self):
        cmake = CMake(self)
        cmake.configure()
        cmake.install()

    def package_id(self):
        self.info.clear()

    def package_info(self):
        self.cpp_info.set_property("cmake_find_mode", "none")  # the installed package finds its components itself
        self.cpp_info.builddirs = [os.path.join("share", "cmake", "syncact")]
