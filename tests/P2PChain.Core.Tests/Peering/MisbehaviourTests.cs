using P2PChain.Core.Peering;

namespace P2PChain.Core.Tests.Peering;

public sealed class MisbehaviourTests
{
    public static TheoryData<PeerFaultCode, PeerOutcome> Table => new()
    {
        { PeerFaultCode.ConnectionLost, PeerOutcome.Disconnect },
        { PeerFaultCode.SaidBye, PeerOutcome.Disconnect },
        { PeerFaultCode.WeClose, PeerOutcome.Disconnect },
        { PeerFaultCode.NoFirstLine, PeerOutcome.Disconnect },
        { PeerFaultCode.HandshakeTimeout, PeerOutcome.Disconnect },
        { PeerFaultCode.LineTimeout, PeerOutcome.Disconnect },
        { PeerFaultCode.Silent, PeerOutcome.Disconnect },
        { PeerFaultCode.DoesNotRead, PeerOutcome.Disconnect },
        { PeerFaultCode.HandshakeTooLarge, PeerOutcome.Discourage },
        { PeerFaultCode.LineTooLong, PeerOutcome.Discourage },
        { PeerFaultCode.Malformed, PeerOutcome.Discourage },
        { PeerFaultCode.OtherNetwork, PeerOutcome.Disconnect },
        { PeerFaultCode.OtherGenesis, PeerOutcome.Disconnect },
        { PeerFaultCode.OtherUpgrades, PeerOutcome.Disconnect },
        { PeerFaultCode.Ourselves, PeerOutcome.Disconnect },
        { PeerFaultCode.Duplicate, PeerOutcome.Disconnect },
        { PeerFaultCode.Full, PeerOutcome.Disconnect },
        { PeerFaultCode.ProtocolOrder, PeerOutcome.Disconnect },
        { PeerFaultCode.InvalidBlock, PeerOutcome.Discourage },
        { PeerFaultCode.InvalidHeader, PeerOutcome.Discourage },
        { PeerFaultCode.InvalidTransaction, PeerOutcome.Discourage },
    };

    [Theory]
    [MemberData(nameof(Table))]
    public void Each_offence_costs_what_the_table_says(PeerFaultCode code, PeerOutcome outcome) =>
        Assert.Equal(outcome, Misbehaviour.OutcomeOf(code));

    [Fact]
    public void The_table_names_every_offence() => Assert.Equal(Enum.GetValues<PeerFaultCode>(), Table.Select(row => (PeerFaultCode)row[0]));

    [Fact]
    public void Every_offence_has_a_phrase_of_its_own() =>
        Assert.Equal(21, Enum.GetValues<PeerFaultCode>().Select(code => new PeerFault(code).ToString()).Distinct().Count());

    [Fact]
    public void A_detail_follows_the_phrase() =>
        Assert.Equal("another network: north", new PeerFault(PeerFaultCode.OtherNetwork, "north").ToString());
}
