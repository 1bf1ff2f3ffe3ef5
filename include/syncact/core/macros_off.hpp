/// Puts aside macros that other libraries define under names that syncact uses: None, Success, Status, Bool, Complex and
/// others of X11, min and max of Windows, require and check of test frameworks. Every header includes this first, so that what
/// it includes is safe too, and macros_on.hpp last, which puts them back. No include guard: both are meant to be included many
/// times.
#pragma push_macro("None")
#undef None
#pragma push_macro("Success")
#undef Success
#pragma push_macro("Status")
#undef Status
#pragma push_macro("Bool")
#undef Bool
#pragma push_macro("True")
#undef True
#pragma push_macro("False")
#undef False
#pragma push_macro("Always")
#undef Always
#pragma push_macro("Complex")
#undef Complex
#pragma push_macro("Convex")
#undef Convex
#pragma push_macro("Unsorted")
#undef Unsorted
#pragma push_macro("min")
#undef min
#pragma push_macro("max")
#undef max
#pragma push_macro("require")
#undef require
#pragma push_macro("check")
#undef check
#pragma push_macro("text")
#undef text
#pragma push_macro("value")
#undef value
#pragma push_macro("fail")
#undef fail
