namespace P2PChain.Fuzz;

/// <summary>Reads one input.</summary>
/// <param name="input">Any bytes.</param>
internal delegate FuzzAnswer FuzzRun(ReadOnlySpan<byte> input);
