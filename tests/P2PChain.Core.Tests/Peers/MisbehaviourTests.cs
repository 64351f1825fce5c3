using P2PChain.Core.Peers;
using P2PChain.Core.Primitives;
using P2PChain.Core.Wire;

namespace P2PChain.Core.Tests.Peers;

/// <summary>
/// docs/protocol.md, misbehaviour: a row for each offence and each kind of peer, written out again on purpose.
/// </summary>
public sealed class MisbehaviourTests
{
    private static readonly Moment Start = new(1_766_620_800_000);
    private static readonly Culprit There =
        new Culprit.OfAddress(AddressGroup.Of(System.Net.IPAddress.Parse("192.0.2.7")));

    /// <summary>Offence; ignored a minute, strikes, hours: of a plain peer; of an extended one.</summary>
    public static TheoryData<PeerFaultCode, int[], int[]> Table => new()
    {
        { PeerFaultCode.ConnectionLost, [0, 0, 0], [0, 0, 0] },
        { PeerFaultCode.SaidBye, [0, 0, 0], [0, 0, 0] },
        { PeerFaultCode.RefusedUs, [0, 0, 0], [0, 0, 0] },
        { PeerFaultCode.WeClose, [0, 0, 0], [0, 0, 0] },
        { PeerFaultCode.NoFirstLine, [0, 0, 0], [0, 0, 0] },
        { PeerFaultCode.HandshakeTimeout, [0, 0, 0], [0, 0, 0] },
        { PeerFaultCode.LineTimeout, [0, 0, 0], [0, 0, 0] },
        { PeerFaultCode.Silent, [0, 0, 0], [0, 0, 0] },
        { PeerFaultCode.DoesNotRead, [0, 0, 0], [0, 0, 0] },
        { PeerFaultCode.HandshakeTooLarge, [0, 0, 0], [0, 0, 0] },
        { PeerFaultCode.LineTooLong, [0, 0, 0], [0, 1, 24] },
        { PeerFaultCode.NotANode, [0, 0, 0], [0, 0, 0] },
        { PeerFaultCode.Malformed, [20, 0, 0], [0, 3, 24] },
        { PeerFaultCode.Hostile, [0, 0, 0], [0, 1, 24] },
        { PeerFaultCode.TooMany, [20, 0, 0], [0, 1, 24] },
        { PeerFaultCode.OtherNetwork, [0, 0, 0], [0, 0, 0] },
        { PeerFaultCode.OtherGenesis, [0, 0, 0], [0, 0, 0] },
        { PeerFaultCode.OtherUpgrades, [0, 0, 0], [0, 0, 0] },
        { PeerFaultCode.Ourselves, [0, 0, 0], [0, 0, 0] },
        { PeerFaultCode.Twin, [0, 0, 0], [0, 0, 0] },
        { PeerFaultCode.KeyNotProved, [0, 0, 0], [0, 0, 0] },
        { PeerFaultCode.WrongProof, [0, 1, 24], [0, 1, 24] },
        { PeerFaultCode.NoProof, [0, 0, 0], [0, 0, 0] },
        { PeerFaultCode.Duplicate, [0, 0, 0], [0, 0, 0] },
        { PeerFaultCode.DuplicateElsewhere, [0, 0, 0], [0, 0, 0] },
        { PeerFaultCode.Full, [0, 0, 0], [0, 0, 0] },
        { PeerFaultCode.TooManyFromAddress, [0, 0, 0], [0, 0, 0] },
        { PeerFaultCode.Discouraged, [0, 0, 0], [0, 0, 0] },
        { PeerFaultCode.Banned, [0, 0, 0], [0, 0, 0] },
        { PeerFaultCode.Floods, [0, 0, 0], [0, 0, 0] },
        { PeerFaultCode.OutboxesFull, [0, 0, 0], [0, 0, 0] },
        { PeerFaultCode.ProtocolOrder, [0, 0, 0], [0, 0, 0] },
        { PeerFaultCode.NoAnswer, [0, 0, 0], [0, 0, 0] },
        { PeerFaultCode.MutatedBody, [0, 0, 0], [0, 1, 24] },
        { PeerFaultCode.InvalidBlock, [0, 1, 1], [0, 1, 24] },
        { PeerFaultCode.InvalidHeader, [0, 1, 1], [0, 1, 24] },
        { PeerFaultCode.InvalidTransaction, [10, 0, 0], [0, 1, 24] },
    };

    [Theory]
    [MemberData(nameof(Table))]
    public void Each_offence_costs_what_the_table_says(PeerFaultCode code, int[] plain, int[] extended)
    {
        Assert.Equal(
            new Penalty(plain[0], plain[1], TimeSpan.FromHours(plain[2])),
            Misbehaviour.PenaltyFor(code, isExtended: false));
        Assert.Equal(
            new Penalty(extended[0], extended[1], TimeSpan.FromHours(extended[2])),
            Misbehaviour.PenaltyFor(code, isExtended: true));
    }

    [Theory]
    [MemberData(nameof(Table))]
    public void A_connection_survives_as_many_a_minute_as_are_ignored_and_not_one_more(
        PeerFaultCode code, int[] plain, int[] extended)
    {
        foreach (var (row, isExtended) in new[] { (plain, false), (extended, true) })
        {
            var offences = new Offences();
            for (var minute = 0; minute < 3; minute++)
                for (var i = 0; i < row[0]; i++) Assert.True(offences.Ignore(code, isExtended, At(minute * 60)));
            Assert.False(offences.Ignore(code, isExtended, At(120 + 59.999)));
        }
    }

    [Theory]
    [MemberData(nameof(Table))]
    public void An_address_is_discouraged_at_the_strike_and_for_the_time_that_the_table_says(
        PeerFaultCode code, int[] plain, int[] extended)
    {
        foreach (var (row, isExtended) in new[] { (plain, false), (extended, true) })
        {
            var book = new Discouragement();
            for (var strike = 1; strike < row[1]; strike++) book.OnFault(There, new PeerFault(code), isExtended, At(strike));
            Assert.False(book.Includes(There, At(10)));
            book.OnFault(There, new PeerFault(code), isExtended, At(20));
            Assert.Equal(row[1] > 0, book.Includes(There, At(20 + (row[2] * 3600) - 0.001)));
            Assert.False(book.Includes(There, At(20 + (row[2] * 3600))));
        }
    }

    [Fact]
    public void The_table_names_every_offence() => Assert.Equal(
        Enum.GetValues<PeerFaultCode>(), Table.Select(row => (PeerFaultCode)row[0]));

    [Fact]
    public void Every_offence_has_a_phrase_of_its_own() =>
        Assert.Equal(
            37, Enum.GetValues<PeerFaultCode>().Select(code => new PeerFault(code).ToString()).Distinct().Count());

    [Fact]
    public void A_detail_follows_the_phrase() =>
        Assert.Equal("another network: north", new PeerFault(PeerFaultCode.OtherNetwork, "north").ToString());

    [Theory]
    [InlineData("""{"type": "ping", "payload": 7}""", PeerFaultCode.Malformed)]
    [InlineData("""GET / HTTP/1.1""", PeerFaultCode.Malformed)]
    [InlineData("""{"type": "ping", "type": "ping", "payload": {}}""", PeerFaultCode.Hostile)]
    [InlineData("""{"type": "ping", "payload": [[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]}""", PeerFaultCode.Hostile)]
    public void A_line_that_is_refused_is_malformed_or_hostile(string line, PeerFaultCode code) => Assert.Equal(
        code, FaultOf(line));

    [Fact]
    public void A_line_over_the_bound_of_its_kind_is_hostile() =>
        Assert.Equal(PeerFaultCode.Hostile, FaultOf("""{"type": "ping", "payload": {"x": "@"}}""".Replace("@", new string('x', 1024), StringComparison.Ordinal)));

    [Fact]
    public void More_items_than_allowed_are_an_offence_of_their_own() =>
        Assert.Equal(PeerFaultCode.TooMany, FaultOf("""{"type": "peer_list", "payload": {"peers": [@]}}""".Replace("@", string.Join(',', Enumerable.Repeat("\"a:1\"", 1001)), StringComparison.Ordinal)));

    private static PeerFaultCode FaultOf(string line) =>
        Handshake.FaultOf(Assert.IsType<Decoded.Refused>(MessageCodec.Decode(System.Text.Encoding.ASCII.GetBytes(line)))).Code;

    private static Moment At(double seconds) => Start.Plus(TimeSpan.FromSeconds(seconds));
}
