using System.Collections.Immutable;
using System.Text;
using P2PChain.Core.Model;
using P2PChain.Core.Peers;
using P2PChain.Core.RuleSets;
using P2PChain.Core.Wire;
using P2PChain.Testing;

namespace P2PChain.Fuzz.Targets;

/// <summary>The first line of a connection, from its bytes on.</summary>
internal static class HandshakeTarget
{
    public static readonly FuzzTarget Target = new(
        "handshake",
        "One outcome whatever the pieces; extended exactly where network, genesis and upgrades are ours; a refusal says so in printable words.",
        Run,
        Lines(),
        ["\"v\": 1, ", "\"features\": {}, ", "\"network\": \"\", ", "\"next\": null, ", "\"port\": 0, "],
        KindsMin: 8);

    private const long TipHeight = 100;

    private static readonly LocalNode Local = new(
        TestKeys.Alice.PublicKey, "", NetworkParameters.Demo.Genesis().Hash, new RuleSchedule(NetworkParameters.Demo), 6000, "P2PChain.Actors/0.1");

    private static ImmutableArray<byte[]> Lines()
    {
        var ours = new LocalNode(
            TestKeys.Bob.PublicKey,
            "",
            NetworkParameters.Demo.Genesis().Hash,
            new RuleSchedule(NetworkParameters.Demo),
            6001,
            "x/1");
        ImmutableArray<LocalNode> nodes = [ours, ours with { Network = "north" }, ours with { Genesis = default }, ours with { Key = TestKeys.Alice.PublicKey }];
        var announces = nodes.Select(node => node.Announce(7, "127.0.0.1:5000", 1, NetworkParameters.Demo.Genesis().Hash, new Core.Primitives.Work(512), new Core.Primitives.UnixTime(1))).ToList();
        return
        [
            .. announces.Append(announces[0] with { Fork = new ForkId(1, 7) })
                .Select(announce => MessageCodec.Encode(new Message.PeerAnnounce(announce), "127.0.0.1:6001")),
            .. FuzzCorpus.AllLines.Where(line => line.AsSpan().IndexOf("announce"u8) >= 0).Select(
                line => (byte[])[.. line, (byte)'\n']),
        ];
    }

    private static FuzzAnswer Run(ReadOnlySpan<byte> input)
    {
        if (FirstLine(input, input.Length) is not { } line) return FuzzAnswer.Refused("no line");
        BrokenPromiseException.UnlessSame(
            Encoding.Latin1.GetString(line), Encoding.Latin1.GetString(FirstLine(input, 5)!), "another line in pieces");
        var decoded = MessageCodec.Decode(line);
        switch (Handshake.Classify(Local, TipHeight, decoded))
        {
            case Handshake.Outcome.Extended { Announcement: var theirs }:
                BrokenPromiseException.Unless(
                    theirs.Network == Local.Network && theirs.Genesis == Local.Genesis
                        && theirs.Fork.Passed == ForkId.NoUpgrades.Passed && theirs.Fork.Next is null or > TipHeight,
                    "it is not of our network");
                var written = MessageCodec.Encode(new Message.PeerAnnounce(theirs), null);
                BrokenPromiseException.Unless(
                    Handshake.Classify(Local, TipHeight, MessageCodec.Decode(written.AsMemory(0, written.Length - 1))) is Handshake.Outcome.Extended, "written, it is another outcome");
                return FuzzAnswer.Accepted("extended");
            case Handshake.Outcome.Plain:
                BrokenPromiseException.Unless(decoded is not Decoded.Refused, "a refused line makes a plain peer");
                return FuzzAnswer.Accepted("plain");
            case Handshake.Outcome.Refused refused:
                BrokenPromiseException.Unless(
                    !refused.Fault.ToString().AsSpan().ContainsAnyExceptInRange(' ', '~'),
                    "the refusal cannot be shown");
                var isAnnounce = decoded is Decoded.Understood or Decoded.Refused { TypeName: "peer_announce" };
                BrokenPromiseException.Unless(
                    refused.IsExtended == isAnnounce, "an announce is refused as one of ours, and nothing else is");
                return FuzzAnswer.Refused(refused.Fault.Code.ToString());
            case var other: throw new BrokenPromiseException($"{other} is no outcome");
        }
    }

    private static byte[]? FirstLine(ReadOnlySpan<byte> input, int size)
    {
        var lines = new LineDecoder(Limits.PreHandshakeBytesMax);
        for (var at = 0; at < input.Length; at += size)
        {
            lines.Append(input[at..Math.Min(input.Length, at + size)]);
            if (lines.TryRead(out var line)) return line.ToArray();
        }

        return null;
    }
}
