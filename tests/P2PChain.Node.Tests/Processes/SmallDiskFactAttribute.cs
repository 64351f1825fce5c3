namespace P2PChain.Node.Tests.Processes;

/// <summary>A test that needs a disk of its own; where none can be mounted it is told as skipped.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class SmallDiskFactAttribute : FactAttribute
{
    public SmallDiskFactAttribute()
    {
        if (!OperatingSystem.IsLinux() || !SmallDisk.CanBeMade) Skip = "A disk to be filled needs Linux and the right to mount.";
    }
}
