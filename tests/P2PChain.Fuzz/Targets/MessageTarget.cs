using System.Collections.Frozen;
using System.Text;
using System.Text.RegularExpressions;
using P2PChain.Core.Json;
using P2PChain.Core.Peers;
using P2PChain.Core.Wire;

namespace P2PChain.Fuzz.Targets;

/// <summary>A line to a message.</summary>
internal static class MessageTarget
{
    /// <summary>
    /// The members of our messages; a fault may name any other, and those are not counted one by one.
    /// </summary>
    private static readonly FrozenSet<string> Members = Regex.Matches(
        string.Concat(FuzzCorpus.GoldenLines),
        "\"(?<name>[a-z_]+)\": ",
        RegexOptions.ExplicitCapture,
        TimeSpan.FromSeconds(1))
        .Select(match => match.Groups["name"].Value).ToFrozenSet(StringComparer.Ordinal);

    public static readonly FuzzTarget Target = new(
        "message",
        "The answer is a value; what is understood is written and then understood as the same; what is shown of a fault is short and printable.",
        Run,
        FuzzCorpus.AllLines,
        [.. FuzzCorpus.GoldenLines],
        KindsMin: 60);

    private static FuzzAnswer Run(ReadOnlySpan<byte> input)
    {
        switch (MessageCodec.Decode(input.ToArray()))
        {
            case Decoded.Understood understood:
                var written = Encode(understood);
                if (MessageCodec.Decode(written.AsMemory(0, written.Length - 1)) is not Decoded.Understood again)
                    throw new BrokenPromiseException("what was understood is not, once it is written");
                BrokenPromiseException.UnlessSame(
                    Encoding.ASCII.GetString(written),
                    Encoding.ASCII.GetString(Encode(again)),
                    "written twice, it differs");
                BrokenPromiseException.Unless(
                    understood.Sender is null || IsShown(understood.Sender), "the sender cannot be shown");
                return FuzzAnswer.Accepted(understood.Message.Type.Name);
            case Decoded.Ignored ignored:
                BrokenPromiseException.Unless(
                    ignored.TypeName.Length <= 64 && IsShown(ignored.TypeName), "the type cannot be shown");
                return FuzzAnswer.Accepted("ignored");
            case Decoded.Refused refused:
                var fault = refused.Fault;
                BrokenPromiseException.Unless(
                    fault.Value.Length <= 64 && fault.Member.Length <= 64 && IsShown(fault.Value) && IsShown(fault.Member), $"{fault} cannot be shown");
                BrokenPromiseException.Unless(
                    IsShown(Handshake.FaultOf(refused).ToString()), "what the sender is told of it cannot be shown");
                return FuzzAnswer.Refused(Kind(fault));
            default: throw new BrokenPromiseException("neither understood, nor ignored, nor refused");
        }
    }

    // The same message has to fit into its bound once it is written again, without what was ignored in it.
    private static byte[] Encode(Decoded.Understood understood) => MessageCodec.Encode(
        understood.Message, understood.Sender);

    private static bool IsShown(string text) => !text.AsSpan().ContainsAnyExceptInRange(' ', '~');

    /// <summary>A fault as it is counted.</summary>
    internal static string Kind(DecodeFault fault) =>
        fault.Code == DecodeFaultCode.NotJson ? $"{fault.Code} {fault.Value}" : $"{fault.Code} {Known(fault.Member)}";

    private static string Known(string member) =>
        Members.Contains(member) ? member : "another";
}
