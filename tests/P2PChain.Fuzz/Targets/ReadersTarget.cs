using P2PChain.Core.Wire;
using P2PChain.Fuzz.TwoReaders;

namespace P2PChain.Fuzz.Targets;

/// <summary>
/// The product's reader of JSON beside the one before it: a scan by the letter, then Newtonsoft.Json.
/// </summary>
internal static class ReadersTarget
{
    public static readonly FuzzTarget Target = new(
        "readers",
        "The one-pass reader and the two-pass reader before it give one answer, down to a fault's code, member, value and byte.",
        Run,
        [.. FuzzCorpus.AllLines, .. FuzzCorpus.Transactions, .. FuzzCorpus.Blocks],
        [
            "{", "}", "[", "]", ",", ":", "\"\\u0061\"", "\\ud83d\\ude00", "\\ud83d", "\"type\": \"ping\", ",
            "\"payload\": {}, ", "true", "null",
            "-0.5e+3", "-0", "\"a\": ", "\\u12", "nul",
        ],
        KindsMin: 60);

    private static FuzzAnswer Run(ReadOnlySpan<byte> input) => Verdicts.Compare(input.ToArray()) switch
    {
        Decoded.Understood understood => FuzzAnswer.Accepted(understood.Message.Type.Name),
        Decoded.Refused refused => FuzzAnswer.Refused(MessageTarget.Kind(refused.Fault)),
        _ => FuzzAnswer.Accepted("ignored"),
    };
}
