namespace P2PChain.Core.Json;

/// <summary>Why a line or a stored document could not be read, in enough detail for a person to act.</summary>
public sealed record DecodeFault
{
    /// <summary>The most characters of the offending value that are kept, so that a log line stays a line.</summary>
    public const int ValueCharsMax = 64;

    /// <summary>A fault. The parts that came from a peer are made safe to log and show.</summary>
    /// <param name="code">The kind of fault.</param>
    /// <param name="member">The member where it was found; empty when it is the whole.</param>
    /// <param name="value">The offending value, of any length and content.</param>
    /// <param name="limit">The limit it broke, in the code's unit; 0 where the code has none.</param>
    public DecodeFault(DecodeFaultCode code, string member, string value, long limit = 0)
    {
        Code = code;
        Member = Safe(member);
        Value = Safe(value);
        Limit = limit;
    }

    /// <summary>The kind of fault.</summary>
    public DecodeFaultCode Code { get; }

    /// <summary>The member where it was found; empty when it is the whole. Safe to log.</summary>
    public string Member { get; }

    /// <summary>
    /// The offending value: at most <see cref="ValueCharsMax"/> characters U+0020–U+007E, others shown as <c>?</c>.
    /// </summary>
    public string Value { get; }

    /// <summary>The limit that was broken, in the unit of <see cref="Code"/>; 0 where it has none.</summary>
    public long Limit { get; }

    /// <summary>The fault of a text that is not the JSON we accept.</summary>
    public static DecodeFault Of(JsonFault fault) =>
        new(DecodeFaultCode.NotJson, "", fault.Code.ToString(), fault.Offset);

    /// <summary>For people: the fault, its place, and the expected form.</summary>
    public override string ToString() => DecodeFaultText.Of(this);

    private static string Safe(string text) => SafeText.Of(text, ValueCharsMax);
}
