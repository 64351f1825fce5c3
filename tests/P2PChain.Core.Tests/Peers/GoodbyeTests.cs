using P2PChain.Core.Peers;
using P2PChain.Core.Wire;

namespace P2PChain.Core.Tests.Peers;

/// <summary>docs/protocol.md, refusals: a row for each fault.</summary>
public sealed class GoodbyeTests
{
    /// <summary>The fault; what the other side is told; empty where it is told nothing.</summary>
    public static TheoryData<PeerFaultCode, string> Table => new()
    {
        { PeerFaultCode.ConnectionLost, "" },
        { PeerFaultCode.SaidBye, "" },
        { PeerFaultCode.RefusedUs, "" },
        { PeerFaultCode.WeClose, "a person there disconnected" },
        { PeerFaultCode.NoFirstLine, "" },
        { PeerFaultCode.HandshakeTimeout, "" },
        { PeerFaultCode.LineTimeout, "" },
        { PeerFaultCode.Silent, "" },
        { PeerFaultCode.DoesNotRead, "" },
        { PeerFaultCode.HandshakeTooLarge, "" },
        { PeerFaultCode.LineTooLong, "" },
        { PeerFaultCode.NotANode, "" },
        { PeerFaultCode.Malformed, "not understood" },
        { PeerFaultCode.Hostile, "" },
        { PeerFaultCode.TooMany, "not understood" },
        { PeerFaultCode.OtherNetwork, "another network" },
        { PeerFaultCode.OtherGenesis, "another genesis" },
        { PeerFaultCode.OtherUpgrades, "another schedule of upgrades" },
        { PeerFaultCode.Ourselves, "this node itself" },
        { PeerFaultCode.Twin, "another node uses this node's key" },
        { PeerFaultCode.KeyNotProved, "you name this node's key and do not prove it" },
        { PeerFaultCode.WrongProof, "" },
        { PeerFaultCode.NoProof, "" },
        { PeerFaultCode.Duplicate, "connected already" },
        { PeerFaultCode.DuplicateElsewhere, "another node uses this node's key, from " },
        { PeerFaultCode.Full, "no slot" },
        { PeerFaultCode.TooManyFromAddress, "too many connections from your address" },
        { PeerFaultCode.Discouraged, "no slot: your address misbehaved" },
        { PeerFaultCode.Banned, "banned" },
        { PeerFaultCode.Floods, "" },
        { PeerFaultCode.OutboxesFull, "" },
        { PeerFaultCode.ProtocolOrder, "" },
        { PeerFaultCode.NoAnswer, "" },
        { PeerFaultCode.MutatedBody, "" },
        { PeerFaultCode.InvalidBlock, "" },
        { PeerFaultCode.InvalidHeader, "" },
        { PeerFaultCode.InvalidTransaction, "" },
    };

    [Theory]
    [MemberData(nameof(Table))]
    public void The_other_side_is_told_what_a_person_there_can_mend(PeerFaultCode code, string told) =>
        Assert.Equal(told, new PeerFault(code).Goodbye ?? "");

    [Fact]
    public void The_table_has_every_fault() =>
        Assert.Equal(Enum.GetValues<PeerFaultCode>().Order(), Table.Select(row => (PeerFaultCode)row[0]).Order());

    [Fact]
    public void Each_side_reads_of_the_other_s_network()
    {
        var fault = new PeerFault(PeerFaultCode.OtherNetwork, "south") { Told = "here it is north" };
        Assert.Equal(
            ("another network: south", "another network: here it is north"), (fault.ToString(), fault.Goodbye));
        Assert.InRange(fault.Goodbye!.Length, 1, Message.Bye.ReasonCharsMax);
    }
}
