using P2PChain.Core.Json;

namespace P2PChain.Core.Wire;

/// <summary>The result of reading a line: exactly one of the three.</summary>
public abstract record Decoded
{
    private Decoded()
    {
    }

    /// <summary>A message within every bound.</summary>
    /// <param name="Message">The message.</param>
    /// <param name="Sender">
    /// The sender's name in the line, characters U+0020–U+007E; null if there is none. It is information for people,
    /// never an identity and never an address to dial or to judge by.
    /// </param>
    public sealed record Understood(Message Message, string? Sender) : Decoded;

    /// <summary>A line of a type that this node does not know or does not read; harmless, counted.</summary>
    /// <param name="TypeName">The type, safe to log, at most 64 characters.</param>
    public sealed record Ignored(string TypeName) : Decoded;

    /// <summary>A line that no honest node sends.</summary>
    /// <param name="TypeName">The type, one of ours; null when the line did not get that far.</param>
    /// <param name="Fault">Why.</param>
    public sealed record Refused(string? TypeName, DecodeFault Fault) : Decoded;
}
