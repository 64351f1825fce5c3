namespace P2PChain.Fuzz;

/// <summary>An input that broke a promise.</summary>
/// <param name="Run">In which run.</param>
/// <param name="Input">The input, made as short as it got with the same error.</param>
/// <param name="Error">What was thrown.</param>
internal sealed record FuzzCrash(int Run, byte[] Input, Exception Error);
