extern alias TwoPass;

using P2PChain.Core.Json;

namespace P2PChain.Fuzz.TwoReaders;

/// <summary>The cursor before it.</summary>
internal sealed class OldWalk(TwoPass::P2PChain.Core.Json.JsonCursor cursor) : IWalk
{
    public DecodeFault? Fault => cursor.Fault;

    public void BeginObject() => cursor.BeginObject();

    public string? NextMember() => cursor.TryNextMember(out var name) ? name : null;

    public void BeginArray() => cursor.BeginArray();

    public bool TryNextItem() => cursor.TryNextItem();

    public string ReadString(int charsMax) => cursor.ReadString(charsMax);

    public long ReadInteger(long min, long max) => cursor.ReadInteger(min, max);

    public double ReadNumber() => cursor.ReadNumber();

    public bool ReadBoolean() => cursor.ReadBoolean();

    public bool TryReadNull() => cursor.TryReadNull();

    public bool TryReadEmpty() => cursor.TryReadEmpty();

    public void SkipValue() => cursor.SkipValue();

    public DecodeFault? ReadOrPass(Action read)
    {
        cursor.ReadOrPass(_ => Read(read), out var why);
        return why;
    }

    private static string Read(Action read)
    {
        read();
        return "";
    }
}
