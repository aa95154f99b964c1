# WebAssembly by clang, lld and wasi-libc, as Debian packages them: clang, lld, wasi-libc, libclang-rt-*-dev-wasm32.
# A folder of wasi-sdk does as well: -DCMAKE_C_COMPILER=.../bin/clang -DCMAKE_SYSROOT=.../share/wasi-sysroot
set(CMAKE_SYSTEM_NAME Generic)
set(CMAKE_SYSTEM_PROCESSOR wasm32)
if(NOT CMAKE_C_COMPILER)
  set(CMAKE_C_COMPILER clang)
endif()
set(CMAKE_C_COMPILER_TARGET wasm32-wasi)
set(CMAKE_TRY_COMPILE_TARGET_TYPE STATIC_LIBRARY) # a program would need what system.c stands for
set(CMAKE_EXECUTABLE_SUFFIX .wasm)
