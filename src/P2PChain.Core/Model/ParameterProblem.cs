namespace P2PChain.Core.Model;

/// <summary>A parameter of a network that cannot be used.</summary>
/// <param name="Key">Its name in the configuration, without the section.</param>
/// <param name="Fault">The fault, as the rest of a sentence that begins with the key.</param>
public readonly record struct ParameterProblem(string Key, string Fault);
